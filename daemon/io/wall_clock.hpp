// The time of day, for those who must tell it to others; nothing is decided by it.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/net/time.hpp"

namespace holdfast::io {

class WallClock {
public:
    // What it says now: the first time, and whenever it has gone otherwise than now() by more than a moment since.
    std::optional<std::chrono::sys_time<net::Duration>> news();

private:
    std::optional<net::Duration> ahead_;  // of now(), as told
};

}  // namespace holdfast::io
