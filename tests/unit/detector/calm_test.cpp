// What is no fault gives no verdict but healthy and transition (S01, S02, S03 of the fault table).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace calm_test {

using testing::IsSubsetOf;
const std::vector<std::string> calm{"healthy", "transition"};

// Both ends of the usual range of intervals.
class Calm : public testing::TestWithParam<net::Duration> {
protected:
    Lan lan{GetParam()};
    void SetUp() override { lan.with({}).run(milliseconds{20}); }
};
INSTANTIATE_TEST_SUITE_P(Intervals, Calm, testing::Values(milliseconds{10}, milliseconds{100}, seconds{1}),
                         [](const auto& p) { return std::to_string(p.param / milliseconds{1}) + "ms"; });

TEST_P(Calm, AMasterAloneIsHealthyWithoutAnyEvidence) {
    lan.become(Role::master);
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, ABackupThatHearsOneMasterIsHealthyWithoutAnyEvidence) {
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, TakingOverFromASilentMasterIsATransition) {
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{5});
    lan.host().advertises = lan.host().owns = false;
    lan.run(4 * GetParam());
    lan.become(Role::master);
    EXPECT_EQ(lan.verdict(), Verdict::transition);
    lan.run(seconds{20});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, YieldingToAStrongerMasterIsATransition) {
    lan.become(Role::master);
    lan.run(seconds{20});
    lan.host().priority = vrrp::Priority{200};
    lan.host().advertises = lan.host().owns = true;
    lan.run(milliseconds{1});
    lan.hear(samples::gratuitous_arp(samples::peer_mac, samples::virtual_ip));
    lan.run(milliseconds{60});  // until the engine told us
    lan.become(Role::backup);
    lan.run(seconds{20});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, PreemptingAWeakerMasterIsATransition) {
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{5});
    lan.become(Role::master);
    lan.run(milliseconds{5});
    lan.hear(samples::advert({}));  // on its way when it yielded
    lan.host().advertises = lan.host().owns = false;
    lan.run(seconds{20});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, AMasterThatResignsMaySeeItsSuccessorBeforeItLetsGo) {
    lan.become(Role::master);
    lan.run(seconds{20});
    lan.hear(samples::advert({.mac = samples::own_mac, .source = samples::own_ip, .priority = vrrp::leaving}), true);
    lan.run(milliseconds{10});
    lan.host().advertises = lan.host().owns = true;
    lan.run(milliseconds{1});
    lan.hear(samples::gratuitous_arp(samples::peer_mac, samples::virtual_ip));
    lan.run(GetParam() * 9 / 10);
    lan.become(Role::absent);
    lan.run(seconds{20});
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, SucceedingAMasterThatServesUntilItHearsUsIsATransition) {
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{5});
    lan.host().advertises = false;
    lan.hear(samples::advert({.priority = vrrp::leaving}));
    lan.run(GetParam() / 2);
    lan.become(Role::master);
    lan.run(milliseconds{10});
    lan.host().owns = false;
    lan.run(seconds{20});
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST_P(Calm, AWitnessOfAPreemptionSeesOneMasterAfterTheOther) {
    lan.with({.mac = samples::third_mac, .ip = samples::third_ip, .priority = vrrp::Priority{200}});
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{5});
    lan.host(samples::third_ip).advertises = lan.host(samples::third_ip).owns = true;
    lan.run(milliseconds{1});
    lan.hear(samples::advert({}));  // crossed the stronger one's first
    lan.host().advertises = lan.host().owns = false;
    lan.run(seconds{20});
    EXPECT_EQ(lan.owners(), 1);
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

// S01: an owner that answers our audits is what should be.
TEST_P(Calm, ABackupAuditsItsMasterWithoutAnyEvidence) {
    lan.host().advertises = lan.host().owns = lan.host().audits = true;
    lan.run(seconds{120});
    EXPECT_GE(lan.probes.size(), 30U);
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

// The guard of a dead master removes the addresses before our timer runs out; what it answered until then is history.
TEST_P(Calm, TakingOverFromAMasterThatAnsweredUntilItsGuardActed) {
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{5});
    lan.host().advertises = false;
    lan.run(GetParam() * 11 / 4);
    lan.host().owns = false;
    lan.run(GetParam());
    lan.become(Role::master);
    lan.run(seconds{20});
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST(Probe, OfAnotherHostClaimsNothing) {
    Lan lan;
    lan.with({}).become(Role::master);
    lan.run(seconds{10});
    lan.hear(
        samples::arp(wire::arp_request, samples::broadcast, samples::peer_mac, net::IpAddress{}, samples::virtual_ip));
    lan.run(seconds{10});
    EXPECT_THAT(lan.announced(), IsSubsetOf(calm));
}

TEST(Advert, OfAnotherVirtualRouterIsNotOurs) {
    Lan lan;
    lan.with({}).become(Role::master);
    lan.run(seconds{10});
    lan.hear(samples::advert({.vrid = vrrp::Vrid{52}}));
    lan.run(seconds{2});
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
}

}  // namespace calm_test
}  // namespace holdfast::detector
