// One host's kernel: a link, its addresses with their leases, and a report of each change, as netlink brings it. Times
// are the host's.
#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/engine/event.hpp"

namespace holdfast::sim {

class Kernel {
public:
    Kernel(net::MacAddress mac, net::Prefix own);

    const net::Link& link() const { return link_; }
    engine::KernelState picture() const;
    bool has(const net::Prefix& prefix) const;
    bool has(const net::IpAddress& address) const;
    bool has_own() const { return has(own_); }
    std::vector<net::LinkAddress> addresses() const;

    bool add(const net::Prefix& prefix, std::chrono::seconds lease, net::Instant now);      // false: it is there
    bool refresh(const net::Prefix& prefix, std::chrono::seconds lease, net::Instant now);  // false: it is not there
    bool remove(const net::Prefix& prefix);                                                 // false: it is not there
    void lose_own() { remove(own_); }
    void regain_own() { add(own_, {}, {}); }
    void set_carrier(bool up);
    void set_uplink(bool up);  // the further interface's
    bool uplink() const { return uplink_.up; }
    void remake();  // the interface goes, and comes again with another number
    void power_off();
    void receive_frames(std::uint64_t count) { link_.frames_received += count; }

    std::optional<net::Instant> deadline() const;  // the next lease to end
    bool expire(net::Instant now);

    bool has_reports() const { return !reports_.empty() || overrun_; }
    std::vector<engine::Event> take_reports() { return std::exchange(reports_, {}); }
    void lose_reports();
    bool take_overrun() { return std::exchange(overrun_, false); }
    // Counts changes of the link and of addresses.
    std::uint64_t version() const { return version_; }

private:
    struct Held {
        net::Prefix prefix;
        std::optional<net::Instant> until;
    };
    net::LinkAddress told(const net::Prefix& prefix) const;
    static std::optional<net::Instant> end_of(std::chrono::seconds lease, net::Instant now);

    net::Link link_, uplink_;
    net::Prefix own_;
    std::vector<Held> held_;
    std::vector<engine::Event> reports_;
    bool overrun_ = false;
    std::uint64_t version_ = 0;
};

}  // namespace holdfast::sim
