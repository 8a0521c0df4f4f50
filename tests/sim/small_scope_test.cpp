// Not many orders, but all of them.

#include "tests/sim/small_scope.hpp"

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

namespace holdfast::sim {
namespace {

// Each further move takes five times as long, and of a pair that serves already there are ten times as many orders.
int depth_of(bool cold) {
#ifdef __SANITIZE_ADDRESS__
    return cold ? 6 : 5;
#else
    const char* is_long = std::getenv("HOLDFAST_LONG");
    return cold || (is_long != nullptr && *is_long != '\0') ? 8 : 6;
#endif
}

class SmallScope : public testing::TestWithParam<bool> {};

std::string told(bool cold, const Path& path) {
    Pair pair{cold, true};
    for (const Order& order : path) pair.perform(order);
    if (!pair.record().first_breach()) pair.come_to_rest();
    return pair.story();
}

TEST_P(SmallScope, HoldsInEveryOrder) {
    const int depth = depth_of(GetParam());
    const Explored explored = explore(GetParam(), depth);
    std::printf("%llu orders of %d moves through %llu states, %llu of them replayed\n",
                static_cast<unsigned long long>(explored.paths), depth,
                static_cast<unsigned long long>(explored.states), static_cast<unsigned long long>(explored.steps));
    for (const auto& [invariant, path] : explored.failing) ADD_FAILURE() << invariant << "\n" << told(GetParam(), path);
}

// What decides and is left out of a fingerprint would hide orders behind others.
TEST_P(SmallScope, FollowsOnceWhatGoesOnInTheSameWay) {
    const auto parted = parting(GetParam(), GetParam() ? 5 : 4);
    EXPECT_FALSE(parted) << told(GetParam(), parted->one) << "\n" << told(GetParam(), parted->other);
}

// Few moves are enough: to be deaf or silent shows soon.
TEST(SmallScopeCanary, BreaksWhatItIsAimedAt) {
    EXPECT_TRUE(explore(false, 3, Mutation::never_yields).failing.contains("no_lasting_overlap"));
    EXPECT_TRUE(explore(false, 4, Mutation::forgets_to_announce).failing.contains("neighbours_end_on_the_holder"));
}

INSTANTIATE_TEST_SUITE_P(TwoRouters, SmallScope, testing::Values(true, false),
                         [](const auto& param) { return param.param ? "cold" : "steady"; });

}  // namespace
}  // namespace holdfast::sim
