// Makes a failing plan small: faults are left out as long as the same invariant is broken (delta debugging, Zeller),
// and then the noise and the hosts that nobody needs.
#pragma once

#include <string>

#include "tests/sim/world.hpp"

namespace holdfast::sim {

Plan shrink(const Plan& plan, const Options& options, const std::string& invariant);
// The seed's whole sorrow: the breach, the story, and the shrunk plan as a file for tests/sim/regressions.
std::string report(std::uint64_t seed, const Plan& plan, const Options& options, const Breach& breach);

}  // namespace holdfast::sim
