// How long things last that several parts of a watch measure the same way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ratio>
#include <string>

#include "daemon/vrrp/timing.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// As the engine has it: it may have learned the master's interval.
inline net::Duration master_down_interval(const WatchedInstance& watched, const OwnRole& role) {
    if (role.master_down_interval > net::Duration::zero()) return role.master_down_interval;
    return vrrp::master_down_interval(watched.version, watched.priority, watched.advert_interval);
}

// What nothing speaks for any longer is over after this (detector.md §4).
inline net::Duration clearing_time(net::Duration master_down_interval) {
    return std::max<net::Duration>(std::chrono::seconds{10}, 3 * master_down_interval);
}

inline std::string in_seconds(net::Duration duration) {  // "2.5 s"
    const auto tenths = std::chrono::duration_cast<std::chrono::duration<std::int64_t, std::deci>>(duration).count();
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace holdfast::detector
