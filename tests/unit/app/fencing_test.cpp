// Rulings and orders become withdrawals for the engine and fences for the guard; each is said.

#include "daemon/app/fencing.hpp"

#include <gmock/gmock.h>

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using State = metrics::FenceStatus::State;
using What = Request::What;

constexpr fence::UnixTime noon = 1'700'000'000;

class FencingTest : public testing::Test {
protected:
    FencingTest() {
        settings.node = "lb1";
        settings.policy = detector::Policy::fence;
        settings.instances = {"web", "mail"};
        shown.settings.name = "web";
        shown.state = engine::InstanceState::master;
        shown.held = {{net::InterfaceIndex{2}, *net::Prefix::parse("192.0.2.1/24")}};
        shown.peers = {
            {.address = net::IpAddress::v4(192, 0, 2, 12), .priority = {}, .last_advert = {}, .member = true}};
        for (const char* name : {"web", "mail"}) {
            report.instances.emplace_back().name = name;
            report.instances.back().may_return = true;
        }
    }

    Fencing& fencing() {
        if (!fencing_) fencing_.emplace(settings, hands());
        return *fencing_;
    }
    void rules(detector::Measure measure, bool dry_run = false) {
        detector::Evidence evidence;
        evidence.who = "192.0.2.12";
        const detector::Verdict split = detector::Verdict::split_brain;
        fencing().carry({measure, "web", split, "two masters", {evidence}, dry_run}, 1ms, now);
    }
    Fencing::Answer asks(What what, const std::string& instance = "web", bool clear = false) {
        return fencing().obey({.what = what, .instance = instance, .clear = clear, .duration = 10s, .uid = 1000},
                              report, now);
    }
    void guard_says(fence::Step step, bool succeeded, bool last = false, std::uint64_t order = 1) {
        fencing().progress({order, step, succeeded, "", 1ms, last});
    }
    void fence_runs(bool succeeded = true) {
        rules(detector::Measure::fence);
        guard_says(fence::Step::verify, succeeded, true);
    }
    void after(net::Duration time) {
        now += time;
        fencing().tick(report, now);
    }
    bool has_note(const std::string& text) const {
        return std::ranges::any_of(notes, [&](const std::string& note) { return note.contains(text); });
    }

    Fencing::Settings settings;
    engine::InstanceStatus shown;
    detector::Report report;
    net::Instant now{1h};
    std::vector<std::string> deeds;  // in order
    std::vector<std::string> notes;
    std::vector<fence::Order> orders;
    std::optional<fence::Latch> kept;
    std::optional<Pins> remembered;

private:
    Fencing::Hands hands() {
        return {.look = [this](const std::string& name) -> std::optional<engine::InstanceStatus> {
                    if (name != shown.settings.name) return std::nullopt;
                    return shown;
                },
                .engine = [this](const engine::Event& event) { deeds.push_back(told(event)); },
                .fence =
                    [this](const fence::Order& order) {
                        deeds.push_back("order " + order.instance);
                        orders.push_back(order);
                    },
                .keep = [this](const fence::Latch& latch) { kept = latch; },
                .remember = [this](const Pins& pins) { remembered = pins; },
                .drill = [this](const std::string& name, net::Duration) { deeds.push_back("drill " + name); },
                .note = [this](const net::Note& note) { notes.push_back(to_string(note)); },
                .wall_clock = [] { return noon; }};
    }
    static std::string told(const engine::Event& event) {
        if (const auto* out = std::get_if<engine::Withdraw>(&event)) {
            if (out->kind == engine::Withdrawal::drained) return "drain " + out->instance;
            return (out->kind == engine::Withdrawal::fenced ? "fence " : "yield ") + out->instance;
        }
        return "readmit " + std::get<engine::Readmit>(event).instance;
    }
    std::optional<Fencing> fencing_;
};

TEST_F(FencingTest, WithdrawsBeforeItOrdersTheFence) {
    rules(detector::Measure::fence);
    EXPECT_THAT(deeds, ElementsAre("fence web", "order web"));
}

TEST_F(FencingTest, TellsTheGuardWhichAddressesMustGo) {
    rules(detector::Measure::fence);
    EXPECT_THAT(orders.at(0).addresses,
                ElementsAre(testing::Pair(net::InterfaceIndex{2}, *net::Prefix::parse("192.0.2.1/24"))));
}

TEST_F(FencingTest, TellsTheScriptTheVerdictAndItsEvidence) {
    rules(detector::Measure::fence);
    EXPECT_THAT(orders.at(0).details,
                AllOf(HasSubstr("split_brain"), HasSubstr("two masters"), HasSubstr("192.0.2.12")));
    EXPECT_THAT(orders.at(0).environment, Contains(testing::Pair("HOLDFAST_VERDICT", "split_brain")));
}

TEST_F(FencingTest, LatchesWhoeverIsFenced) {
    rules(detector::Measure::fence);
    EXPECT_THAT(fencing().latch().instances, ElementsAre(fence::Latched{"web", "split_brain", "two masters", noon}));
}

TEST_F(FencingTest, FencesOnce) {
    rules(detector::Measure::fence);
    rules(detector::Measure::fence);
    EXPECT_THAT(orders, SizeIs(1));
}

TEST_F(FencingTest, OnlyTellsOfADryRun) {
    rules(detector::Measure::fence, true);
    EXPECT_THAT(deeds, IsEmpty());
    EXPECT_EQ(fencing().status().would, 1U);
    EXPECT_TRUE(has_note("would_fence"));
}

TEST_F(FencingTest, IgnoresRulingsOfInstancesThatAreGone) {
    settings.instances = {"mail"};
    rules(detector::Measure::fence);
    EXPECT_THAT(deeds, IsEmpty());
}

TEST_F(FencingTest, YieldsAndReturnsByRuling) {
    rules(detector::Measure::yield);
    rules(detector::Measure::readmit);
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
    EXPECT_TRUE(has_note("yielded"));
    EXPECT_TRUE(has_note("readmitted"));
}

TEST_F(FencingTest, DoesNotReadmitByRulingWhomTheOperatorSentAway) {
    ASSERT_TRUE(asks(What::yield));
    rules(detector::Measure::readmit);
    EXPECT_THAT(deeds, ElementsAre("yield web"));
}

TEST_F(FencingTest, DoesNotReadmitByRulingWhoeverIsFenced) {
    rules(detector::Measure::fence);
    rules(detector::Measure::readmit);
    EXPECT_THAT(deeds, ElementsAre("fence web", "order web"));
}

TEST_F(FencingTest, IgnoresRulingsAgainstWhatTheOperatorHolds) {
    ASSERT_TRUE(asks(What::hold));
    rules(detector::Measure::yield);
    rules(detector::Measure::fence);
    EXPECT_THAT(deeds, IsEmpty());
    EXPECT_TRUE(has_note("ruling_ignored"));
}

TEST_F(FencingTest, ReadmitsWhenNobodyJudgesAnyMore) {
    rules(detector::Measure::yield);
    settings.judged = false;
    fencing().reconfigure(settings);
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
}

TEST_F(FencingTest, ShowsHowAFenceGoes) {
    EXPECT_EQ(fencing().status().state, State::armed);
    rules(detector::Measure::fence);
    EXPECT_EQ(fencing().status().state, State::fencing);
    guard_says(fence::Step::remove, true);
    guard_says(fence::Step::verify, true, true);
    EXPECT_EQ(fencing().status().state, State::latched);
    EXPECT_THAT(fencing().status().last, SizeIs(2));
}

TEST_F(FencingTest, CountsAFenceThatSucceeded) {
    fence_runs();
    EXPECT_EQ(fencing().status().succeeded, 1U);
    EXPECT_EQ(fencing().status().failed, 0U);
}

TEST_F(FencingTest, CountsAFenceWithAFailedStepAsFailed) {
    rules(detector::Measure::fence);
    guard_says(fence::Step::command, false);
    guard_says(fence::Step::verify, true, true);
    EXPECT_EQ(fencing().status().failed, 1U);
    EXPECT_EQ(fencing().status().succeeded, 0U);
}

TEST_F(FencingTest, CountsOnceWhatARevivedGuardCarriesOutTwice) {
    fence_runs();
    guard_says(fence::Step::verify, true, true);
    EXPECT_EQ(fencing().status().succeeded, 1U);
}

TEST_F(FencingTest, SaysEachStep) {
    fence_runs();
    EXPECT_TRUE(has_note("fence_ordered"));
    EXPECT_TRUE(has_note("fence_step"));
    EXPECT_TRUE(has_note("fence_complete"));
}

TEST_F(FencingTest, IsOffWhenNobodyMayBeFenced) {
    settings.policy = detector::Policy::yield;
    EXPECT_EQ(fencing().status().state, State::off);
}

TEST_F(FencingTest, StartsFencedWhenTheLatchSaysSo) {
    fencing().begin({.instances = {{"web", "split_brain", "two masters", noon}}, .fences = {}, .unreadable = {}}, {});
    EXPECT_THAT(deeds, ElementsAre("fence web"));
    EXPECT_EQ(fencing().status().state, State::latched);
}

TEST_F(FencingTest, StartsWhollyFencedWhenTheLatchCannotBeRead) {
    fencing().begin({.instances = {}, .fences = {}, .unreadable = "not JSON"}, {});
    EXPECT_THAT(deeds, ElementsAre("fence web", "fence mail"));
}

TEST_F(FencingTest, FencesWhatIsConfiguredLaterWhileTheLatchCannotBeRead) {
    fencing().begin({.instances = {}, .fences = {}, .unreadable = "not JSON"}, {});
    settings.instances.push_back("new");
    fencing().reconfigure(settings);
    EXPECT_EQ(deeds.back(), "fence new");
}

TEST_F(FencingTest, RemembersDecisionsFromBeforeTheStart) {
    fencing().begin({}, {{"web", detector::Pin::yield}, {"mail", detector::Pin::hold}});
    EXPECT_THAT(deeds, ElementsAre("yield web"));
    EXPECT_THAT(fencing().pins(), SizeIs(2));
}

TEST_F(FencingTest, IsClearedByTheOperator) {
    fence_runs();
    EXPECT_TRUE(asks(What::fence_clear));
    EXPECT_EQ(deeds.back(), "readmit web");
    EXPECT_THAT(kept->instances, IsEmpty());
    EXPECT_TRUE(has_note("fence_released instance=web uid=1000"));
}

TEST_F(FencingTest, IsClearedForAll) {
    fence_runs();
    EXPECT_TRUE(asks(What::fence_clear, ""));
    EXPECT_EQ(deeds.back(), "readmit web");
}

TEST_F(FencingTest, CannotBeClearedWhileItIsUnderWay) {
    rules(detector::Measure::fence);
    EXPECT_FALSE(asks(What::fence_clear));
}

TEST_F(FencingTest, CannotBeClearedWhereThereIsNone) {
    EXPECT_EQ(asks(What::fence_clear).error(), "web is not fenced");
    EXPECT_EQ(asks(What::fence_clear, "").error(), "nothing is fenced");
}

TEST_F(FencingTest, ClearsAnUnreadableLatchAsAWhole) {
    fencing().begin({.instances = {}, .fences = {}, .unreadable = "not JSON"}, {});
    EXPECT_FALSE(asks(What::fence_clear));
    EXPECT_TRUE(asks(What::fence_clear, ""));
    EXPECT_EQ(kept->unreadable, std::nullopt);
    EXPECT_THAT(deeds, ElementsAre("fence web", "fence mail", "readmit mail", "readmit web"));
}

TEST_F(FencingTest, YieldsForADecisionThatHoldsAfterIt) {
    ASSERT_TRUE(asks(What::yield));
    fence_runs();
    ASSERT_TRUE(asks(What::fence_clear));
    EXPECT_THAT(deeds, ElementsAre("yield web", "fence web", "order web", "readmit web", "yield web"));
}

TEST_F(FencingTest, MayBeOrderedByHand) {
    EXPECT_TRUE(asks(What::fence_force));
    EXPECT_EQ(orders.at(0).verdict, "operator");
    EXPECT_TRUE(has_note("uid=1000"));
    EXPECT_FALSE(asks(What::fence_force));
}

TEST_F(FencingTest, IsNotReleasedByItselfUnlessConfigured) {
    fence_runs();
    after(24h);
    EXPECT_THAT(deeds, ElementsAre("fence web", "order web"));
}

class Release : public FencingTest {
protected:
    Release() { settings.fence.release = 60s; }
};

TEST_F(Release, ComesWhenAllIsCleanForSoLong) {
    fence_runs();
    after(1s);
    after(59s);
    EXPECT_EQ(deeds.back(), "order web");
    after(1s);
    EXPECT_EQ(deeds.back(), "readmit web");
    EXPECT_THAT(kept->instances, IsEmpty());
}

TEST_F(Release, WaitsAnewAfterTrouble) {
    fence_runs();
    after(1s);
    report.instances[0].verdict = detector::Verdict::jeopardy;
    after(30s);
    report.instances[0].verdict = detector::Verdict::transition;
    after(1s);
    after(59s);
    EXPECT_EQ(deeds.back(), "order web");
    after(1s);
    EXPECT_EQ(deeds.back(), "readmit web");
}

TEST_F(Release, WaitsForTheFenceToBeComplete) {
    rules(detector::Measure::fence);
    after(1s);
    after(120s);
    EXPECT_EQ(deeds.back(), "order web");
}

TEST_F(Release, WaitsForTheOperatorWhenTheFuseIsBlown) {
    settings.fence.max_per_hour = 1;
    fence_runs();
    after(1s);
    after(120s);
    EXPECT_EQ(deeds.back(), "order web");
    EXPECT_TRUE(fencing().status().blown);
    EXPECT_TRUE(has_note("fence_fuse_blown"));
}

TEST_F(Release, WaitsWhileAnotherServesUnheard) {
    fence_runs();
    report.instances[0].may_return = false;
    after(1s);
    after(120s);
    EXPECT_EQ(deeds.back(), "order web");
}

TEST_F(Release, WaitsForADetector) {
    fence_runs();
    report.enabled = false;
    after(1s);
    after(120s);
    EXPECT_EQ(deeds.back(), "order web");
}

TEST_F(FencingTest, KeepsAYieldUntilItIsCleared) {
    EXPECT_TRUE(asks(What::yield));
    EXPECT_THAT(*remembered, ElementsAre(testing::Pair("web", detector::Pin::yield)));
    EXPECT_TRUE(asks(What::yield, "web", true));
    EXPECT_THAT(*remembered, IsEmpty());
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
    EXPECT_TRUE(has_note("operator_yield instance=web uid=1000"));
}

TEST_F(FencingTest, DrainsUntilItIsUndrained) {
    EXPECT_TRUE(asks(What::drain));
    EXPECT_THAT(*remembered, ElementsAre(testing::Pair("web", detector::Pin::drain)));
    EXPECT_TRUE(asks(What::undrain));
    EXPECT_THAT(*remembered, IsEmpty());
    EXPECT_THAT(deeds, ElementsAre("drain web", "readmit web"));
    EXPECT_TRUE(has_note("operator_drain instance=web uid=1000"));
}

TEST_F(FencingTest, DrainsAllWhenNoneIsNamed) {
    settings.instances = {"web", "mail"};
    EXPECT_EQ(asks(What::drain, "").value(), "web, mail: drained until `holdfast undrain`");
    EXPECT_EQ(asks(What::undrain, "").value(), "web, mail: drained no longer");
    EXPECT_THAT(deeds, ElementsAre("drain web", "drain mail", "readmit web", "readmit mail"));
}

TEST_F(FencingTest, IsDrainedAfterARestartToo) {
    fencing().begin({}, {{"web", detector::Pin::drain}});
    EXPECT_THAT(deeds, ElementsAre("drain web"));
}

TEST_F(FencingTest, DoesNotDrainWhatTheOperatorHolds) {
    ASSERT_TRUE(asks(What::hold));
    EXPECT_FALSE(asks(What::drain));
    EXPECT_THAT(deeds, IsEmpty());
}

TEST_F(FencingTest, UndrainsOnlyWhatIsDrained) {
    EXPECT_EQ(asks(What::undrain).error(), "web is not drained");
    EXPECT_EQ(asks(What::undrain, "").error(), "nothing is drained");
}

TEST_F(FencingTest, StaysFencedWhenItIsUndrained) {
    ASSERT_TRUE(asks(What::drain));
    rules(detector::Measure::fence);
    ASSERT_TRUE(asks(What::undrain));
    EXPECT_THAT(deeds, ElementsAre("drain web", "fence web", "order web"));
}

TEST_F(FencingTest, HoldsUntilItIsCleared) {
    EXPECT_TRUE(asks(What::hold));
    EXPECT_THAT(*remembered, ElementsAre(testing::Pair("web", detector::Pin::hold)));
    EXPECT_TRUE(asks(What::hold, "web", true));
    EXPECT_THAT(*remembered, IsEmpty());
    EXPECT_TRUE(has_note("operator_hold instance=web uid=1000"));
}

TEST_F(FencingTest, HoldsWhatHadYielded) {
    ASSERT_TRUE(asks(What::yield));
    ASSERT_TRUE(asks(What::hold));
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
}

TEST_F(FencingTest, HoldsWhatARulingHadTakenAway) {
    rules(detector::Measure::yield);
    ASSERT_TRUE(asks(What::hold));
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
}

TEST_F(FencingTest, DoesNotHoldWhatIsFenced) {
    fence_runs();
    EXPECT_FALSE(asks(What::hold));
}

TEST_F(FencingTest, ClearsOnlyWhatWasDecided) {
    EXPECT_FALSE(asks(What::yield, "web", true));
    EXPECT_FALSE(asks(What::hold, "web", true));
}

TEST_F(FencingTest, DoesNotObeyForInstancesThatDoNotExist) {
    EXPECT_EQ(asks(What::yield, "wob").error(), "there is no instance wob");
}

TEST_F(FencingTest, PassesADrillOfASplitToTheDetector) {
    EXPECT_TRUE(asks(What::drill_split));
    EXPECT_THAT(deeds, ElementsAre("drill web"));
    EXPECT_TRUE(has_note("drill instance=web"));
}

TEST_F(FencingTest, RehearsesAFailOverForAWhile) {
    EXPECT_TRUE(asks(What::drill_failover));
    after(9s);
    EXPECT_THAT(deeds, ElementsAre("yield web"));
    after(1s);
    EXPECT_THAT(deeds, ElementsAre("yield web", "readmit web"));
}

TEST_F(FencingTest, RehearsesNoFailOverWhenAlone) {
    shown.peers.clear();
    EXPECT_THAT(asks(What::drill_failover).error(), HasSubstr("no other router is known"));
}

TEST_F(FencingTest, RehearsesAFailOverOnlyToANeighbourThatCouldServe) {
    report.neighbours.emplace_back().heard = true;
    EXPECT_FALSE(asks(What::drill_failover));
    report.instances[0].successor = true;
    EXPECT_TRUE(asks(What::drill_failover));
}

TEST_F(FencingTest, RehearsesNoFailOverOfABackup) {
    shown.state = engine::InstanceState::backup;
    EXPECT_FALSE(asks(What::drill_failover));
}

}  // namespace
}  // namespace holdfast::app
