// What must hold whatever happens, over many seeds. HOLDFAST_SEEDS sets how many, HOLDFAST_SEED runs one and tells it.
#include <cstdlib>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/detector/two_nodes.hpp"

namespace holdfast::detector {
namespace {

using std::chrono::seconds;

struct Arrangement {
    const char* name;
    Policy policy;
    bool hello;
    bool trust_lan;
};

void PrintTo(const Arrangement& arrangement, std::ostream* out) {
    *out << arrangement.name;
}

std::uint64_t seeds() {
    const char* wanted = std::getenv("HOLDFAST_SEEDS");
    return wanted != nullptr ? std::stoull(wanted) : 40;
}

Settings settings(const Arrangement& arrangement) {
    Settings settings;
    settings.policy = arrangement.policy;
    settings.trust_lan = arrangement.trust_lan;
    settings.startup_grace = seconds{1};
    settings.delay = std::chrono::milliseconds{500};
    settings.audit_interval = seconds{2};
    if (arrangement.hello) {
        settings.hello.emplace();
        settings.hello->interval = std::chrono::milliseconds{100};
    }
    return settings;
}

class Properties : public testing::TestWithParam<Arrangement> {
protected:
    TwoNodes run(std::uint64_t seed) {
        TwoNodes world{seed, settings(GetParam())};
        world.run(seconds{60});
        return world;
    }
};

TEST_P(Properties, HoldForEverySeed) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
        const TwoNodes world = run(seed);
        ASSERT_TRUE(world.breaches().empty()) << "seed " << seed << ": " << world.breaches().front() << "\n"
                                              << world.transcript();
    }
}

TEST_P(Properties, AreAboutRealSplits) {  // else the property above would hold of nothing
    int seen = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) seen += run(seed).splits_seen();
    EXPECT_GT(seen, 0);
}

TEST_P(Properties, GiveTheSameAnswerForTheSameSeed) {
    EXPECT_EQ(run(7).transcript(), run(7).transcript());
}

INSTANTIATE_TEST_SUITE_P(Arrangements, Properties,
                         testing::Values(Arrangement{"alert", Policy::alert, false, false},
                                         Arrangement{"yield_by_hello", Policy::yield, true, false},
                                         Arrangement{"fence_by_hello", Policy::fence, true, false},
                                         Arrangement{"fence_on_a_trusted_lan", Policy::fence, false, true}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(PropertiesRun, TakesMeasures) {
    int carried = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        TwoNodes world{seed, settings({"", Policy::fence, true, false})};
        world.run(seconds{60});
        carried += world.carried();
    }
    EXPECT_GT(carried, 0);
}

}  // namespace
}  // namespace holdfast::detector
