// From a seed to a plan, swarm style (Groce et al., "Swarm Testing"): each seed enables some kinds of faults only, so
// that none drowns another.
#pragma once

#include "tests/sim/plan.hpp"

namespace holdfast::sim {

Plan draw(std::uint64_t seed);

}  // namespace holdfast::sim
