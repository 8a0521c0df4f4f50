// The one source of chance. Its own, so that a seed means the same with every compiler and library.
#pragma once

#include <cstdint>

#include "daemon/net/time.hpp"

namespace holdfast::sim {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {  // splitmix64: any seed is a good one
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    // Below `bound`, which is not 0.
    int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }
    int between(int least, int most) { return least + below(most - least + 1); }
    bool chance(int permille) { return below(1000) < permille; }
    // In whole milliseconds, so that a story shows it as it is.
    net::Duration between(std::chrono::milliseconds least, std::chrono::milliseconds most) {
        return std::chrono::milliseconds{between(static_cast<int>(least.count()), static_cast<int>(most.count()))};
    }

private:
    std::uint64_t state_;
};

}  // namespace holdfast::sim
