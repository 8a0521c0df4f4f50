// The real daemon's deciders on simulated LANs, many seeds of them. SEEDS= and HOURS= soak (soak.hpp).

#include <cstdio>

#include <gtest/gtest.h>

#include "tests/sim/draw.hpp"
#include "tests/sim/shrink.hpp"
#include "tests/sim/soak.hpp"

namespace holdfast::sim {
namespace {

// What never happens proves nothing. Of fewer seeds it may be chance.
void expect_that_there_was_something(const Soaked& soaked) {
    if (soaked.seeds < 10'000) return;
    EXPECT_GT(soaked.tally.overlaps, 0U);
    EXPECT_GT(soaked.tally.visible_splits, 0U);
    EXPECT_GT(soaked.tally.rulings, 0U);
    EXPECT_GT(soaked.tally.fences, 0U);
    EXPECT_GT(soaked.tally.calm_looks, 0U);
}

TEST(Seeds, KeepEveryInvariant) {
    const Soaked soaked = soak(wanted_seeds());
    const Tally& t = soaked.tally;
    std::printf(
        "%llu seeds in %.1f s: %llu events, %llu turns, %llu transitions, %llu overlaps, %llu visible splits, "
        "%llu rulings, %llu fences, %llu calm looks\n",
        static_cast<unsigned long long>(soaked.seeds), soaked.seconds, static_cast<unsigned long long>(t.events),
        static_cast<unsigned long long>(t.turns), static_cast<unsigned long long>(t.transitions),
        static_cast<unsigned long long>(t.overlaps), static_cast<unsigned long long>(t.visible_splits),
        static_cast<unsigned long long>(t.rulings), static_cast<unsigned long long>(t.fences),
        static_cast<unsigned long long>(t.calm_looks));
    if (!soaked.failing) return expect_that_there_was_something(soaked);
    const Plan plan = draw(*soaked.failing);
    ADD_FAILURE() << report(*soaked.failing, plan, {}, run(plan).breach.value());
}

TEST(Seeds, GiveTheSameTranscriptEachTime) {
    const Options telling{.tells = true, .refusal = {}};
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Outcome once = run(draw(seed), telling), again = run(draw(seed), telling);
        EXPECT_EQ(once.digest, again.digest) << "seed " << seed;
        EXPECT_EQ(once.story, again.story) << "seed " << seed;
    }
}

TEST(Seeds, DecideTheRun) {
    EXPECT_NE(run(draw(1)).digest, run(draw(2)).digest);
}

TEST(Seeds, AreToldAsTheyHappen) {  // telling changes nothing
    const Outcome told = run(draw(3), {.tells = true, .refusal = {}});
    EXPECT_EQ(told.digest, run(draw(3)).digest);
    EXPECT_FALSE(told.story.empty());
}

TEST(Seeds, AreWrittenAndReadAsPlans) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Plan plan = draw(seed);
        EXPECT_EQ(parse_plan(to_string(plan)), plan) << to_string(plan);
    }
}

}  // namespace
}  // namespace holdfast::sim
