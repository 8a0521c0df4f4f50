// Skew and master-down in nanoseconds: in centiseconds, skew is 0 for every priority at 10 ms, and all backups fire at
// once.
#pragma once

#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::vrrp {

// Version 3: (256 - priority) * interval / 256 (RFC 9568 §6.1). Version 2: (256 - priority) / 256 seconds (RFC 3768
// §6.1).
constexpr net::Duration skew_time(Version version, Priority priority, net::Duration interval) {
    const net::Duration whole = version == Version::v2 ? net::Duration{std::chrono::seconds{1}} : interval;
    return whole * (256 - priority.value()) / 256;
}

// 3 * interval + skew (RFC 9568 §6.1).
constexpr net::Duration master_down_interval(Version version, Priority priority, net::Duration interval) {
    return 3 * interval + skew_time(version, priority, interval);
}

}  // namespace holdfast::vrrp
