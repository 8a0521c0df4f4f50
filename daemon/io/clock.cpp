#include "daemon/io/clock.hpp"

#include <time.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {

net::Instant now() {
    timespec time{};
    net::ensure(clock_gettime(CLOCK_BOOTTIME, &time) == 0, "Linux has had CLOCK_BOOTTIME since 2.6.39");
    return net::Instant{std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec}};
}

}  // namespace holdfast::io
