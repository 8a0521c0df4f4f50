#include "daemon/io/wall_clock.hpp"

#include "daemon/io/clock.hpp"

namespace holdfast::io {
namespace {

// A wall clock is slewed by less than a thousandth: this is told every ten seconds at most.
constexpr net::Duration moment = std::chrono::milliseconds{10};

}  // namespace

std::optional<std::chrono::sys_time<net::Duration>> WallClock::news() {
    const std::chrono::sys_time<net::Duration> utc = std::chrono::system_clock::now();
    const net::Duration ahead = utc.time_since_epoch() - now().time_since_epoch();
    if (ahead_ && std::chrono::abs(ahead - *ahead_) <= moment) return std::nullopt;
    ahead_ = ahead;
    return utc;
}

}  // namespace holdfast::io
