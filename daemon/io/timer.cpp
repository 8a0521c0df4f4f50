#include "daemon/io/timer.hpp"

#include <algorithm>

#include <sys/timerfd.h>
#include <unistd.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {
namespace {

timespec as_timespec(net::Instant at) {
    const auto since_boot = at.time_since_epoch();
    const auto whole = std::chrono::floor<std::chrono::seconds>(since_boot);
    return {.tv_sec = whole.count(), .tv_nsec = (since_boot - whole).count()};
}

}  // namespace

Result<Timer> Timer::open() {
    Fd fd{timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC)};
    if (!fd) return failed("create a timer");
    return Timer{std::move(fd)};
}

void Timer::arm(std::optional<net::Instant> at) {
    itimerspec alarm{};
    // Zero would disarm it, so that a time at or before the boot becomes the first nanosecond.
    if (at) alarm.it_value = as_timespec(std::max(*at, net::Instant{net::Duration{1}}));
    net::ensure(timerfd_settime(fd_.get(), TFD_TIMER_ABSTIME, &alarm, nullptr) == 0, "a timerfd takes any valid time");
}

void Timer::drain() {
    std::uint64_t expirations = 0;
    // Nothing to read means that it had not expired, which is as good.
    [[maybe_unused]] const auto count = ::read(fd_.get(), &expirations, sizeof expirations);
}

}  // namespace holdfast::io
