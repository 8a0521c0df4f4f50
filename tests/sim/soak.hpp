// Runs many seeds on all cores: SEEDS=10000, SEEDS=17-17, SEEDS=1-1000000; HOURS=0.5 goes on until then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/sim/world.hpp"

namespace holdfast::sim {

struct Range {
    std::uint64_t first = 1, last = 10'000;
    std::optional<double> hours;  // the range is repeated with ever new seeds
    std::string invariant;        // that is to break; none: any
};
// From the environment. Throws std::invalid_argument.
Range wanted_seeds();

struct Soaked {
    std::uint64_t seeds = 0;
    std::optional<std::uint64_t> failing;  // the smallest that was found
    Tally tally;
    double seconds = 0;
};
Soaked soak(const Range& range, const Options& options = {});

}  // namespace holdfast::sim
