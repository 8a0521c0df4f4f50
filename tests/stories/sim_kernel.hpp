// One simulated host's kernel: a link, its addresses, and a report of each change, as netlink would bring it.
#pragma once

#include <utility>
#include <vector>

#include "daemon/engine/event.hpp"

namespace holdfast::stories {

class SimKernel {
public:
    SimKernel(net::Link link, std::vector<net::LinkAddress> own) : link_{std::move(link)}, addresses_{std::move(own)} {}

    const net::Link& link() const { return link_; }
    engine::KernelState picture() const { return {{link_}, addresses_}; }
    bool has(const net::IpAddress& address) const;
    const std::vector<net::LinkAddress>& addresses() const { return addresses_; }

    bool add(const net::Prefix& prefix);     // false: it is there already
    bool remove(const net::Prefix& prefix);  // false: it is not there
    void set_carrier(bool up);
    void receive_frame() { ++link_.frames_received; }

    bool has_reports() const { return !reports_.empty(); }
    std::vector<engine::Event> take_reports() { return std::exchange(reports_, {}); }

private:
    net::Link link_;
    std::vector<net::LinkAddress> addresses_;
    std::vector<engine::Event> reports_;
};

}  // namespace holdfast::stories
