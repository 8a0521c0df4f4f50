// Two routers, and every order in which a few things can happen to them, to a given depth. Nothing is drawn: what is
// true here is true of all of these orders.
//
// The Node cannot be copied, so each order is replayed from the start; orders that lead to the same state are followed
// once: all that decides what the hosts will do (situation.hpp), what is under way and was said last, whom the
// neighbour believes, and for how long both have had the address.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/sim/pair.hpp"

namespace holdfast::sim {

struct Explored {
    std::uint64_t paths = 0;   // all orders
    std::uint64_t states = 0;  // different ones
    std::uint64_t steps = 0;
    std::map<std::string, Path> failing;  // one for each invariant that breaks
};
Explored explore(bool cold, int depth, Mutation mutation = Mutation::none);

// Two orders that came to the same state and are parted by the last move; empty: it was possible in the other only.
struct Parting {
    Path one, other;
};
// The first one, when all orders of so many moves are followed, each by itself.
std::optional<Parting> parting(bool cold, int depth);

}  // namespace holdfast::sim
