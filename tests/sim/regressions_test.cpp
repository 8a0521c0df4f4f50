// Plans that once broke an invariant: FOUND.md tells of each.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sim/world.hpp"

namespace holdfast::sim {
namespace {

class Regression : public testing::TestWithParam<std::filesystem::path> {};

std::vector<std::filesystem::path> all_plans() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{HOLDFAST_REGRESSIONS}) {
        if (entry.path().extension() == ".plan") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

TEST_P(Regression, StaysMended) {
    std::ifstream in{GetParam()};
    const Plan plan = parse_plan({std::istreambuf_iterator<char>{in}, {}});
    const Outcome outcome = run(plan, {.tells = true, .refusal = {}});
    if (outcome.breach)
        ADD_FAILURE() << outcome.breach->invariant << ": " << outcome.breach->what << "\n\n" << outcome.story;
}

INSTANTIATE_TEST_SUITE_P(Plans, Regression, testing::ValuesIn(all_plans()),
                         [](const auto& param) { return param.param.stem().string(); });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Regression);

}  // namespace
}  // namespace holdfast::sim
