// A counted distribution of durations with fixed bounds, cheap enough for the turn.
#pragma once

#include <array>
#include <cstdint>

#include "daemon/net/time.hpp"

namespace holdfast::net {

struct Histogram {
    // Upper bounds in seconds; the last bucket is everything above.
    static constexpr std::array<double, 16> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                   0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};
    std::array<std::uint64_t, bounds.size() + 1> counts{};
    double sum = 0;

    void observe(Duration value) {
        std::size_t bucket = 0;
        while (bucket < bounds.size() && seconds(value) > bounds[bucket]) ++bucket;
        ++counts[bucket];
        sum += seconds(value);
    }
    bool operator==(const Histogram&) const = default;
};

}  // namespace holdfast::net
