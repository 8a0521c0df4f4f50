// The adverts of our own that leave this host, as the tap sees them. Those that our daemon cannot have sent come from a
// second one here (S43).
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/net/time.hpp"
#include "detector/role.hpp"

namespace holdfast::detector {

class OwnAdverts {
public:
    // We are told of a change a moment after it happened: what contradicts that for longer is not ours.
    static constexpr net::Duration patience = std::chrono::seconds{1};

    void told(const OwnRole& role);
    // True: so it is.
    bool sent(vrrp::Priority priority, net::Duration interval, net::Instant now);
    std::uint64_t count() const { return count_; }

private:
    Role role_ = Role::absent;
    vrrp::Priority priority_;
    std::uint64_t count_ = 0;
    std::optional<net::Instant> odd_since_;
    net::Instant odd_last_;
};

}  // namespace holdfast::detector
