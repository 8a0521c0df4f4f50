// Somebody on the LAN who talks to the virtual addresses, and remembers where each lives as Linux does.
#pragma once

#include <map>
#include <optional>

#include "daemon/net/time.hpp"
#include "tests/sim/frame.hpp"

namespace holdfast::sim {

class Neighbour {
public:
    explicit Neighbour(net::Duration locktime = std::chrono::seconds{1}) : locktime_{locktime} {}

    void hear(const Frame& frame, net::Instant now) {
        const auto claim = claim_of(frame);
        if (!claim) return;
        const auto [entry, is_new] = cache_.try_emplace(claim->address, Entry{claim->owner, now});
        if (is_new || now - entry->second.changed < locktime_) return;  // too soon after the last change: ignored
        if (entry->second.owner != claim->owner) entry->second = {claim->owner, now};
    }
    // It asks anew whenever it needs to.
    void forget() { cache_.clear(); }
    void forget(const net::IpAddress& address) { cache_.erase(address); }
    // It ignores a second change within this time.
    net::Duration locktime() const { return locktime_; }
    std::optional<net::MacAddress> owner(const net::IpAddress& address) const {
        const auto entry = cache_.find(address);
        return entry == cache_.end() ? std::nullopt : std::optional{entry->second.owner};
    }

private:
    struct Entry {
        net::MacAddress owner;
        net::Instant changed;
    };
    net::Duration locktime_;
    std::map<net::IpAddress, Entry> cache_;
};

}  // namespace holdfast::sim
