// Time as the pure code knows it: nanoseconds since boot, suspend included (CLOCK_BOOTTIME), handed in by the shell.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <utility>
#include <vector>

namespace holdfast::net {

using Duration = std::chrono::nanoseconds;

// Has no now(): pure code is told the time, only daemon/io reads it.
struct BootClock {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    using time_point = std::chrono::time_point<BootClock, Duration>;
    static constexpr bool is_steady = true;
};

using Instant = BootClock::time_point;

// A pure machine: events in, actions out, one deadline.
template <class M>
concept SansIo = requires(M machine, const typename M::Event& event, Instant now) {
    { machine.handle(event, now) } -> std::same_as<std::vector<typename M::Action>>;
    { std::as_const(machine).deadline() } -> std::same_as<std::optional<Instant>>;
};

// Seconds with all their precision, for metrics and messages.
constexpr double seconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}

// The earlier of two optional deadlines; none is later than any.
constexpr std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    if (!b) return a;
    return *a < *b ? a : b;
}

}  // namespace holdfast::net
