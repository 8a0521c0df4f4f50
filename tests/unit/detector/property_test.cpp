// What must hold whatever happens, over many seeds. HOLDFAST_SEEDS sets how many, HOLDFAST_SEED runs one and tells it.
#include <cstdlib>
#include <iostream>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/detector/two_nodes.hpp"

namespace holdfast::detector {
namespace property_test {

using std::chrono::seconds;

struct Arrangement {
    const char* name;
    Policy policy;
    bool hello;
    bool trust_lan;
    OnIsolation on_isolation = OnIsolation::hold;
    TwoNodesWire wire = {};
    bool stalls = false;
};

constexpr TwoNodesWire ipv6{.family = net::Family::ipv6};
constexpr TwoNodesWire virtual_mac{.virtual_mac = true};
constexpr TwoNodesWire ipv6_virtual_mac{.family = net::Family::ipv6, .virtual_mac = true};

void PrintTo(const Arrangement& arrangement, std::ostream* out) {
    *out << arrangement.name;
}

std::uint64_t seeds() {
    const char* wanted = std::getenv("HOLDFAST_SEEDS");
    return wanted != nullptr ? std::stoull(wanted) : 40;
}

TwoNodes::Arrangement nodes_of(const Arrangement& arrangement) {
    Settings settings;
    settings.policy = arrangement.policy;
    settings.trust_lan = arrangement.trust_lan;
    settings.on_isolation = arrangement.on_isolation;
    settings.startup_grace = seconds{1};
    settings.delay = std::chrono::milliseconds{500};
    settings.audit_interval = seconds{2};
    if (arrangement.hello) {
        settings.hello.emplace();
        settings.hello->interval = std::chrono::milliseconds{100};
    }
    return {settings, arrangement.wire, arrangement.stalls};
}

class Properties : public testing::TestWithParam<Arrangement> {
protected:
    TwoNodes run(std::uint64_t seed) {
        TwoNodes world{seed, nodes_of(GetParam())};
        world.run(seconds{60});
        return world;
    }
};

TEST_P(Properties, HoldForEverySeed) {
    const char* only = std::getenv("HOLDFAST_SEED");
    if (only != nullptr) std::cout << run(std::stoull(only)).transcript();
    for (std::uint64_t seed = 1; only == nullptr && seed <= seeds(); ++seed) {
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

const OnIsolation hold = OnIsolation::hold;
INSTANTIATE_TEST_SUITE_P(
    Arrangements, Properties,
    testing::Values(Arrangement{"alert", Policy::alert, false, false},
                    Arrangement{"yield_by_hello", Policy::yield, true, false},
                    Arrangement{"fence_by_hello", Policy::fence, true, false},
                    Arrangement{"fence_on_a_trusted_lan", Policy::fence, false, true},
                    Arrangement{"yield_when_isolated", Policy::fence, true, false, OnIsolation::yield},
                    Arrangement{"fence_when_isolated", Policy::fence, false, true, OnIsolation::fence},
                    Arrangement{"ipv6", Policy::fence, true, false, hold, ipv6},
                    Arrangement{"virtual_mac", Policy::fence, true, false, hold, virtual_mac},
                    Arrangement{"virtual_mac_without_hello", Policy::alert, false, false, hold, virtual_mac},
                    Arrangement{"ipv6_virtual_mac", Policy::yield, false, true, hold, ipv6_virtual_mac},
                    Arrangement{"stalls", Policy::fence, true, false, hold, {}, true},
                    Arrangement{"stalls_on_a_trusted_lan", Policy::fence, false, true, hold, {}, true},
                    Arrangement{"stalls_virtual_mac", Policy::fence, true, false, hold, virtual_mac, true}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(PropertiesRun, TakesMeasures) {
    int carried = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        TwoNodes world{seed, nodes_of({"", Policy::fence, true, false})};
        world.run(seconds{60});
        carried += world.carried();
    }
    EXPECT_GT(carried, 0);
}

TEST(PropertiesRun, StopsDaemonsThatNoticeIt) {
    int noticed = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        TwoNodes world{seed, nodes_of({"", Policy::alert, false, false, hold, {}, true})};
        world.run(seconds{60});
        noticed += world.transcript().find("to=stale_self") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(noticed, 0);
}

TEST(PropertiesRun, TellsOfIncidents) {
    int told = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        TwoNodes world{seed, nodes_of({"", Policy::alert, false, false})};
        world.run(seconds{60});
        told += world.transcript().find(" incident verdict=split_brain") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(told, 0);
}

}  // namespace property_test
}  // namespace holdfast::detector
