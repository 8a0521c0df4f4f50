// A router that takes over and steps down together with others: it says when it is ready, and is told.
#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

bool is_ready(Scenario& scenario) {
    return scenario.machine().ready(net::Instant{std::chrono::hours{2}});
}

TEST(Together, DoesNotTakeOverByItself) {
    waiting(together(backup(100))).after(60s).expect_nothing().expect(State::backup);
}

TEST(Together, IsReadyWhenItsTimerHasRunOut) {
    Scenario scenario = waiting(together(backup(100))).after(3'609'375us - 1ns);
    EXPECT_FALSE(is_ready(scenario));
    scenario.after(1ns);
    EXPECT_TRUE(is_ready(scenario));
}

TEST(Together, HasNoDeadlineWhileItIsReady) {
    const Scenario scenario = waiting(together(backup(100))).after(4s);
    EXPECT_EQ(scenario.machine().deadline(), std::nullopt);
}

TEST(Together, TakesOverWhenItIsTold) {
    waiting(together(backup(100))).after(10s).is_told_to_take_over().expect(promotion(100, Reason::silence));
}

TEST(Together, IsNotReadyAnyMoreOnceItHearsAStrongerMaster) {
    Scenario scenario = waiting(together(backup(100))).after(4s).hears(advert(200));
    EXPECT_FALSE(is_ready(scenario));
    scenario.expect_deadline_in(3'609'375us);
}

TEST(Together, StaysReadyWhileItHearsAWeakerMaster) {
    Scenario scenario = waiting(together(backup(100))).after(4s).hears(advert(50));
    EXPECT_TRUE(is_ready(scenario));
}

TEST(Together, IsReadyToPreemptBeforeItsTimerHasRunOut) {
    Scenario scenario = waiting(together(backup(100))).after(1s).hears(advert(50));
    EXPECT_TRUE(is_ready(scenario));
    scenario.is_told_to_take_over().expect(promotion(100, Reason::preempting));
}

TEST(Together, IsNotDueBeforeItsTimerHasRunOut) {
    Scenario scenario = waiting(together(backup(100))).hears(advert(50)).after(3'609'375us - 1ns);
    EXPECT_FALSE(scenario.machine().due());
    scenario.after(1ns);
    EXPECT_TRUE(scenario.machine().due());
}

TEST(Together, IsNotReadyToPreemptWithoutPreemption) {
    Scenario scenario = waiting(together(no_preempt(backup(100)))).after(4s).hears(advert(50));
    EXPECT_FALSE(is_ready(scenario));
}

TEST(Together, IsNotReadyToPreemptBeforeItsDelayIsOver) {
    Scenario scenario = waiting(together(patient(10h, backup(100)))).after(1s).hears(advert(50));
    EXPECT_FALSE(is_ready(scenario));
}

TEST(Together, WaitsTheSkewOfAResignationEvenIfItWasReady) {
    Scenario scenario = waiting(together(backup(100))).after(4s).hears(advert(50)).hears(advert(0));
    scenario.expect_deadline_in(609'375us);
}

TEST(Together, AloneAgainTakesOverAtOnceIfItWasReady) {
    waiting(together(backup(100))).after(10s).is_set_to(backup(100)).is_woken().expect(promotion(100, Reason::silence));
}

TEST(Together, ResignsWhenItIsToldAndWaitsForAnother) {
    mastering(backup(100))
        .is_told_to_step_down()
        .expect({SendAdvert{leaving}, ReleaseAddresses{}, Entered{State::master, State::backup, Reason::group}})
        .expect_deadline_in(3'609'375us);
}

TEST(Together, CannotStepDownFromBackup) {
    waiting(backup(100)).is_told_to_step_down().expect_nothing().expect_deadline_in(3'609'375us);
}

TEST(Together, CannotTakeOverTwice) {
    mastering(backup(100)).is_told_to_take_over().expect_nothing();
}

}  // namespace
}  // namespace holdfast::vrrp
