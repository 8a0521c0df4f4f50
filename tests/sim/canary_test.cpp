// Bugs on purpose: an invariant that never finds one proves nothing.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/sim/draw.hpp"
#include "tests/sim/shrink.hpp"
#include "tests/sim/soak.hpp"

namespace holdfast::sim {

void PrintTo(const Canary& canary, std::ostream* out) {
    *out << canary.label;
}

namespace {

constexpr std::uint64_t soon = 1000;

class Canaries : public testing::TestWithParam<Canary> {};

TEST_P(Canaries, AreCaughtWithinAThousandSeedsByWhatTheyAreAimedAt) {
    const Canary& canary = GetParam();
    const Soaked soaked = soak({.first = 1, .last = soon, .hours = {}, .invariant = canary.invariant},
                               {.mutation = canary.mutation, .refusal = {}});
    ASSERT_TRUE(soaked.failing.has_value());
    RecordProperty("seed", std::to_string(*soaked.failing));
}

INSTANTIATE_TEST_SUITE_P(Bugs, Canaries, testing::ValuesIn(canaries),
                         [](const auto& param) { return std::string{param.param.label}; });

TEST(Shrinking, LeavesTheFaultsThatMatter) {
    const Options options{.mutation = Mutation::never_yields, .refusal = {}};
    const Soaked soaked = soak({.first = 1, .last = soon, .hours = {}, .invariant = {}}, options);
    ASSERT_TRUE(soaked.failing.has_value());
    const Plan plan = draw(*soaked.failing);
    const Breach breach = run(plan, options).breach.value();
    const Plan small = shrink(plan, options, breach.invariant);
    EXPECT_LE(small.faults.size(), 3U) << to_string(small);
    EXPECT_EQ(run(small, options).breach->invariant, breach.invariant);
}

TEST(Shrinking, TellsAStoryAndAPlan) {
    const Options options{.mutation = Mutation::never_yields, .refusal = {}};
    const std::uint64_t seed = soak({.first = 1, .last = soon, .hours = {}, .invariant = {}}, options).failing.value();
    const std::string text = report(seed, draw(seed), options, run(draw(seed), options).breach.value());
    EXPECT_NE(text.find("backup -> master"), std::string::npos) << text;
    const std::string plan = text.substr(text.find("# seed"));
    EXPECT_TRUE(run(parse_plan(plan), options).breach.has_value()) << plan;
}

}  // namespace
}  // namespace holdfast::sim
