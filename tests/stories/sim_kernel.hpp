// One simulated host's kernel: its links, their addresses, and a report of each change, as netlink would bring it.
#pragma once

#include <utility>
#include <vector>

#include "daemon/engine/event.hpp"

namespace holdfast::stories {

class SimKernel {
public:
    SimKernel(std::vector<net::Link> links, std::vector<net::LinkAddress> own)
        : links_{std::move(links)}, addresses_{std::move(own)} {}

    const std::vector<net::Link>& links() const { return links_; }
    const net::Link& link(net::InterfaceIndex index) const;
    engine::KernelState picture() const { return {links_, addresses_}; }
    bool has(const net::IpAddress& address) const;
    const std::vector<net::LinkAddress>& addresses() const { return addresses_; }

    bool add(const engine::HeldAddress& address);  // false: it is there already
    bool remove(const net::Prefix& prefix);        // false: it is not there
    void set_carrier(net::InterfaceIndex index, bool up);
    void receive_frame(net::InterfaceIndex index);

    bool has_reports() const { return !reports_.empty(); }
    std::vector<engine::Event> take_reports() { return std::exchange(reports_, {}); }

private:
    net::Link& at(net::InterfaceIndex index);

    std::vector<net::Link> links_;
    std::vector<net::LinkAddress> addresses_;
    std::vector<engine::Event> reports_;
};

}  // namespace holdfast::stories
