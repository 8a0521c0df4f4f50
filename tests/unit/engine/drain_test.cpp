// A router that is drained for maintenance: it hands over while it serves, and stays out.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace drain_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Withdraw drained{"web", Withdrawal::drained, "kernel update"};
const Readmit readmitted{"web", "done"};
constexpr net::Duration master_down = 3'609'375us;

std::vector<std::string> deeds(const Shell& shell) {
    std::vector<std::string> deeds;
    for (const Effect& effect : shell.effects()) {
        if (std::holds_alternative<RemoveAddress>(effect)) deeds.emplace_back("remove");
        const auto* advert = std::get_if<Transmit>(&effect);
        if (advert) deeds.push_back("advert " + std::to_string(advert->message.at(2)));
    }
    return deeds;
}

Shell draining(int value = 100) {
    Shell shell{web(value)};
    shell.becomes_master().happens(drained);
    return shell;
}

TEST(Drain, SaysAtOnceThatItIsTheWeakest) {
    Shell shell = draining();
    EXPECT_THAT(deeds(shell), ElementsAre("advert 1"));
}
TEST(Drain, ServesUntilItsSuccessorDoes) {
    Shell shell = draining();
    shell.after(3s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_EQ(shell.instance().withdrawn, std::nullopt);
    EXPECT_EQ(shell.instance().reason, "draining: kernel update");
    shell.forget().hears({.value = 50});
    EXPECT_THAT(deeds(shell), ElementsAre("advert 1", "remove"));
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::drained);
    EXPECT_EQ(shell.instance().reason, "drained: kernel update");
}
TEST(Drain, ResignsWhenNobodyPreempts) {
    Shell shell = draining();
    shell.after(2 * master_down - 1ns).forget().after(1ns);
    EXPECT_THAT(deeds(shell), ElementsAre("advert 0"));
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(Drain, ServesAfterItsResignationUntilTheSuccessorSpeaks) {
    Shell shell = draining();
    shell.after(2 * master_down + 600ms).forget().hears({.value = 150});
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::drained);
    EXPECT_EQ(shell.instance().master->address, peer);
}
TEST(Drain, ServesNoLongerThanAnIntervalAfterItsResignation) {
    Shell shell = draining();
    shell.after(2 * master_down).forget().after(1s);
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(Drain, IsShownInThePriority) {
    Shell shell = draining();
    EXPECT_EQ(shell.instance().effective_priority, priority(1));
    EXPECT_THAT(shell.instance().priority_why, ElementsAre("configured 100", "draining: 1"));
    shell.after(1s).hears({.value = 50});
    EXPECT_EQ(shell.instance().effective_priority, priority(100));
}
TEST(Drain, MakesEvenTheOwnerTheWeakest) {
    Shell shell{web(255)};
    shell.boots().happens(drained);
    EXPECT_THAT(deeds(shell), Contains("advert 1"));
}
TEST(Drain, KeepsABackupFromTakingOver) {
    Shell shell{web()};
    shell.boots().happens(drained).after(60s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::drained);
}
TEST(Drain, NeverTakesOverAgain) {
    Shell shell = draining();
    shell.after(60s).forget().after(60s);
    EXPECT_THAT(deeds(shell), IsEmpty());
}
TEST(Drain, OutlastsARestart) {
    Shell shell{web()};
    shell.happens(drained).boots().after(60s);
    EXPECT_EQ(shell.instance().reason, "drained: kernel update");
}
TEST(Drain, EndsWithReadmission) {
    Shell shell = draining();
    shell.after(60s).happens(readmitted).after(8s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(Drain, MayBeTakenBackWhileItServes) {
    Shell shell = draining();
    shell.forget().happens(readmitted).after(10s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_EQ(shell.instance().effective_priority, priority(100));
    EXPECT_THAT(deeds(shell), Contains("advert 100"));
    EXPECT_THAT(deeds(shell), testing::Not(Contains("remove")));
}
TEST(Drain, IsHurriedByAYield) {
    Shell shell = draining();
    shell.forget().happens(Withdraw{"web", Withdrawal::yielded, "a split"});
    EXPECT_THAT(deeds(shell), ElementsAre("advert 0", "remove"));
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::yielded);
}
TEST(Drain, IsHurriedByAFenceEvenAfterItsResignation) {
    Shell shell = draining();
    shell.after(2 * master_down).forget().happens(Withdraw{"web", Withdrawal::fenced, "a split"});
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
}
TEST(Drain, DoesNotHinderAStop) {
    Shell shell = draining();
    shell.after(2 * master_down).happens(StopRequested{}).after(1s);
    EXPECT_TRUE(shell.node().stopped());
}
TEST(Drain, EndsInAFault) {
    Shell shell = draining();
    shell.after(2 * master_down).happens(LinkVanished{eth0});
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    shell.boots().after(60s);
    EXPECT_EQ(shell.instance().reason, "drained: kernel update");
}
TEST(Drain, IsATransitionThatIsCounted) {
    Shell shell = draining();
    shell.after(1s).hears({.value = 50});
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::backup, "drained"}), 1U);
}

}  // namespace drain_test
}  // namespace holdfast::engine
