// Architecture.md §9 (9): refuse every effect once; the invariants hold on the way and in the end.

#include <cstdio>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/sim/world.hpp"

namespace holdfast::sim {
namespace {

struct Scenario {
    const char* name;
    const char* plan;  // what happens
};

void PrintTo(const Scenario& scenario, std::ostream* out) {
    *out << scenario.name;
}

constexpr const char* hosts = R"(
lan seed=1 loss=0 duplicate=0 corrupt=0 late=0 by=0.000 talks=1
group interval=1.000 preempt=1 version=3 family=4 lease=1 bursts=1
host priority=200 ppm=0
host priority=100 ppm=0
host priority=50 ppm=0
)";

constexpr std::array scenarios{
    Scenario{"election", "quiet 10.000"},
    Scenario{"crash", "10.000 crash a\n16.000 start a\nquiet 26.000"},
    Scenario{"restart_in_lease", "10.000 crash a\n10.500 start a\nquiet 16.000"},
    Scenario{"stop", "10.000 stop a\n16.000 start a\nquiet 26.000"},
    Scenario{"split_and_heal", "10.000 part 1\n16.000 heal\nquiet 20.000"},
    Scenario{"unplug", "10.000 unplug a\n16.000 plug a\nquiet 26.000"},
    Scenario{"interface_remade", "10.000 remake a\nquiet 20.000"},
    Scenario{"address_removed", "10.000 remove a 0\n11.000 remove a 0\nquiet 16.000"},
    Scenario{"address_added", "10.000 add b 0\nquiet 16.000"},
    Scenario{"primary_lost", "10.000 lose_primary a\n16.000 regain_primary a\nquiet 26.000"},
    Scenario{"freeze", "10.000 freeze a 2.000\n16.000 freeze a 6.000\nquiet 30.000"},
    Scenario{"pause", "10.000 pause a 2.000\n16.000 pause a 6.000\nquiet 30.000"},
    Scenario{"priorities", "10.000 priority a 40\n20.000 priority a 220\nquiet 30.000"},
    Scenario{"addresses", "10.000 addresses a 2\n10.500 addresses b 2\n16.000 addresses a 1\nquiet 20.000"},
    Scenario{"second_instance", "5.000 second a 1\n5.000 second b 1\n15.000 second b 0\nquiet 25.000"},
    Scenario{"yield", "10.000 yield a\n20.000 clear a\nquiet 30.000"},
    Scenario{"fence", "10.000 fence a\n20.000 clear a\nquiet 30.000"},
    Scenario{"overrun", "10.000 overrun a\n10.000 remove a 0\n12.000 overrun b\nquiet 16.000"},
    Scenario{"guard_dies", "10.000 guard_dies a\n12.000 crash a\nquiet 20.000"},
    Scenario{"power", "10.000 power_off a\n16.000 start a\nquiet 26.000"},
    Scenario{"ipv6",
             "group interval=1.000 preempt=1 version=3 family=6 lease=1 bursts=1\n"
             "10.000 crash a\n16.000 start a\nquiet 26.000"},
    Scenario{"group",
             "moves together=1 opposed=0 preempt_delay=0.000 start_delay=0.000\n"
             "5.000 second a 1\n5.000 second b 1\n5.000 second c 1\n"
             "15.000 crash a\n21.000 start a\nquiet 31.000"},
    Scenario{"tracking",
             "tracks check=-150 uplink=0 down=0.500 up=0.500\n"
             "10.000 check_fails a\n16.000 check_works a\n22.000 uplink_lost a\n28.000 uplink_back a\n"
             "quiet 38.000"},
    Scenario{"drain", "10.000 drain a\n20.000 undrain a\nquiet 30.000"},
    Scenario{"fence_by_the_detector",
             "detector policy=fence hello=1 apart=1 trust=0\n"
             "10.000 hush a b 1\n20.000 heal\nquiet 30.000"},
};

class Refusals : public testing::TestWithParam<Scenario> {};

TEST_P(Refusals, OfEachEffectInTurnAreMended) {
    Plan plan = parse_plan(std::string{hosts} + GetParam().plan);
    // What was refused may take a lease to go, and a moment until it is tried again.
    plan.quiet += std::chrono::seconds{20};
    const Outcome whole = run(plan);
    ASSERT_FALSE(whole.breach) << whole.breach->invariant << ": " << whole.breach->what;
    EXPECT_EQ(whole.tally.fences > 0, plan.detector.has_value());
    std::uint64_t refused = 0;
    for (int host = 0; host < static_cast<int>(plan.hosts.size()); ++host) {
        for (std::uint64_t n = 0; n < whole.refusable.at(static_cast<std::size_t>(host)); ++n, ++refused) {
            const Options options{.refusal = Options::Refusal{host, n}};
            const Outcome outcome = run(plan, options);
            if (!outcome.breach) continue;
            Options telling = options;
            telling.tells = true;
            FAIL() << outcome.breach->invariant << ": " << outcome.breach->what << "\n" << run(plan, telling).story;
        }
    }
    std::printf("%llu effects refused\n", static_cast<unsigned long long>(refused));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Refusals, testing::ValuesIn(scenarios),
                         [](const auto& param) { return std::string{param.param.name}; });

}  // namespace
}  // namespace holdfast::sim
