#include "metrics/health.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "example.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using detector::Verdict;
using engine::InstanceState;

Condition health_of(const Example& example) {
    return worst(health(example.snapshot()));
}
Condition readiness_of(const Example& example) {
    return worst(readiness(example.snapshot()));
}
Condition liveness_of(const Example& example) {
    return worst(liveness(example.snapshot()));
}

Example with_verdict(Verdict verdict, std::string failure = "") {
    Example example;
    example.web_report().verdict = verdict;
    example.web_report().failure = std::move(failure);
    return example;
}

TEST(Liveness, PassesWhileTheLoopTurns) {
    Example example;
    example.daemon.last_turn = now - 1999ms;
    EXPECT_EQ(liveness_of(example), Condition::pass);
}

TEST(Liveness, FailsOnceTheLoopIsStuck) {
    Example example;
    example.daemon.last_turn = now - 2s;
    EXPECT_EQ(liveness_of(example), Condition::fail);
}

TEST(Liveness, DoesNotDependOnTheState) {
    Example example;
    example.web().state = InstanceState::fault;
    EXPECT_EQ(liveness_of(example), Condition::pass);
}

TEST(Readiness, PassesOnceEverythingIsSetUp) {
    EXPECT_EQ(readiness_of({}), Condition::pass);
}

TEST(Readiness, NeedsAConfiguration) {
    Example example;
    example.daemon.config_sha256.clear();
    EXPECT_EQ(readiness_of(example), Condition::fail);
}

TEST(Readiness, NeedsItsSockets) {
    Example example;
    example.daemon.sockets_open = false;
    EXPECT_EQ(readiness_of(example), Condition::fail);
}

TEST(Readiness, NeedsNetlinkInStep) {
    Example example;
    example.daemon.netlink_in_step = false;
    EXPECT_EQ(readiness_of(example), Condition::fail);
}

TEST(Readiness, NeedsEveryInstancePastInit) {
    Example example;
    example.six().state = InstanceState::init;
    EXPECT_EQ(readiness_of(example), Condition::fail);
}

TEST(Health, PassesInAHealthyPair) {
    EXPECT_EQ(health_of({}), Condition::pass);
}

TEST(Health, FailsWhenTheEngineIsStuck) {
    Example example;
    example.daemon.last_turn = now - 3s;
    EXPECT_EQ(health_of(example), Condition::fail);
}

TEST(Health, FailsInFault) {
    Example example;
    example.six().state = InstanceState::fault;
    EXPECT_EQ(health_of(example), Condition::fail);
}

TEST(Health, FailsWhenFenced) {
    Example example;
    example.six().state = InstanceState::fenced;
    EXPECT_EQ(health_of(example), Condition::fail);
}

TEST(Health, FailsWhenTheMasterLacksAnAddress) {
    Example example;
    example.web().addresses[0].present = false;
    EXPECT_EQ(health_of(example), Condition::fail);
}

TEST(Health, GivesANewMasterAMomentForItsAddress) {
    Example example;
    example.web().addresses[0].present = false;
    example.web().since = now - 999ms;
    EXPECT_EQ(health_of(example), Condition::pass);
}

TEST(Health, FailsOnACriticalVerdict) {
    EXPECT_EQ(health_of(with_verdict(Verdict::split_brain, "split_brain: two serve")), Condition::fail);
}

TEST(Health, FailsOnWhatIsHiddenByAStrangersDoing) {
    const Example example = with_verdict(Verdict::address_conflict, "isolated: this master is cut off");
    const Findings findings = health(example.snapshot());
    const auto failed = std::ranges::find(findings, Condition::fail, &Finding::condition);
    ASSERT_NE(failed, findings.end());
    EXPECT_EQ(failed->subject, "verdict web");
    EXPECT_EQ(failed->why, "isolated: this master is cut off");
}

TEST(Health, OnlyWarnsWhenTheVerdictRestsOnStrangersAlone) {
    EXPECT_EQ(health_of(with_verdict(Verdict::address_conflict)), Condition::warn);
}

TEST(Health, WarnsOnAWarning) {
    EXPECT_EQ(health_of(with_verdict(Verdict::suspected)), Condition::warn);
}

TEST(Health, OnlyWarnsDuringADrill) {
    Example example = with_verdict(Verdict::split_brain);
    example.web_report().detail = "drill";
    EXPECT_EQ(health_of(example), Condition::warn);
}

TEST(Health, FailsWhenTheLatchCannotBeRead) {
    Example example;
    example.fence.latch.unreadable = "it is no JSON";
    EXPECT_EQ(health_of(example), Condition::fail);
}

TEST(Health, WarnsOfABackupThatWouldNotTakeOver) {
    Example example;
    example.six().withdrawn = engine::Withdrawal::yielded;
    EXPECT_EQ(health_of(example), Condition::warn);
}

TEST(Health, PassesWhileTheNeighbourSpeaks) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2")};
    EXPECT_EQ(health_of(example), Condition::pass);
}

TEST(Health, WarnsWhenANeighbourIsSilent) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2")};
    example.report.neighbours[0].heard = false;
    EXPECT_EQ(health_of(example), Condition::warn);
}

TEST(Health, PassesDuringATransition) {
    EXPECT_EQ(health_of(with_verdict(Verdict::transition)), Condition::pass);
}

TEST(Health, WarnsWithoutAGuard) {
    Example example;
    example.daemon.guard_alive = false;
    EXPECT_EQ(health_of(example), Condition::warn);
}

TEST(Health, WarnsAfterARefusedReload) {
    Example example;
    example.daemon.last_reload_successful = false;
    EXPECT_EQ(health_of(example), Condition::warn);
}

}  // namespace
}  // namespace holdfast::metrics
