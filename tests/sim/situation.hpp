// All that decides what a host will do, in one number: whatever differs in it must not be taken for the same state.
#pragma once

#include "tests/sim/digest.hpp"
#include "tests/sim/host.hpp"

namespace holdfast::sim {

// Times count from `now`: two hosts that differ in nothing but how late it is are in the same situation.
void add_situation(Digest& digest, const Host& host, net::Instant now);

}  // namespace holdfast::sim
