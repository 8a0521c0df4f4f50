#include "daemon/io/clock.hpp"

#include <time.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {

net::Instant now() {
    timespec time{};
    net::ensure(clock_gettime(CLOCK_BOOTTIME, &time) == 0, "Linux has had CLOCK_BOOTTIME since 2.6.39");
    return net::Instant{std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec}};
}

void sleep_until(net::Instant instant) {
    const auto since_boot = instant.time_since_epoch();
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
    const timespec until{whole.count(), (since_boot - whole).count()};
    clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, nullptr);
}

}  // namespace holdfast::io
