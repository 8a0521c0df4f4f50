// A weaker master is left alone for a while, from the first of its adverts in a row.
#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

// It hears this advert each second.
Scenario& hear_for(int seconds, Scenario& scenario, const AdvertReceived& heard) {
    for (int second = 0; second < seconds; ++second) scenario.hears(heard).after(1s);
    return scenario;
}

TEST(PreemptDelay, LeavesAWeakerMasterAlone) {
    Scenario scenario = waiting(patient(10s, backup(100)));
    hear_for(9, scenario.after(1s), advert(50)).hears(advert(50)).after(1s - 1ns).expect_nothing();
}

TEST(PreemptDelay, EndsToTheNanosecond) {
    Scenario scenario = waiting(patient(10s, backup(100)));
    hear_for(10, scenario.after(1s), advert(50)).expect(promotion(100, Reason::preempting));
}

TEST(PreemptDelay, ShorterThanTheTimerChangesNothing) {
    waiting(patient(1s, backup(100)))
        .hears(advert(50))
        .after(1s)
        .hears(advert(50))
        .after(1s)
        .hears(advert(50))
        .expect_deadline_in(1'609'375us);
}

TEST(PreemptDelay, DoesNotDelayTheEndOfSilence) {
    waiting(patient(60s, backup(100)))
        .after(1s)
        .hears(advert(50))
        .after(3'609'375us)
        .expect(promotion(100, Reason::silence));
}

TEST(PreemptDelay, DoesNotDelayASuccession) {
    waiting(patient(60s, backup(100)))
        .hears(advert(50))
        .after(1s)
        .hears(advert(0))
        .after(609'375us)
        .expect(promotion(100, Reason::resigned));
}

TEST(PreemptDelay, BeginsAnewAfterAStrongerMaster) {
    Scenario scenario = waiting(patient(10s, backup(100)));
    hear_for(8, scenario, advert(50)).hears(advert(200)).after(1s);
    hear_for(9, scenario, advert(50)).expect_nothing().expect(State::backup);
}

TEST(PreemptDelay, IsNotBegunAnewByAnotherWeakerMaster) {
    Scenario scenario = waiting(patient(10s, backup(100)));
    hear_for(5, scenario, advert(50));
    hear_for(5, scenario, advert(60, low_peer)).expect(promotion(100, Reason::preempting));
}

TEST(PreemptDelay, IsNotForTheOwner) {
    waiting(backup(100))
        .is_set_to(patient(60s, backup(255)))
        .hears(advert(50))
        .after(3'003'906'250ns)
        .expect(promotion(255, Reason::preempting));
}

TEST(PreemptDelay, CountsWhatWasWaitedWhenItIsShortened) {
    Scenario scenario = waiting(patient(60s, backup(100)));
    hear_for(10, scenario, advert(50)).is_set_to(patient(10s, backup(100))).after(0s).expect(State::master);
}

TEST(PreemptDelay, IsLongerWhenItIsLengthened) {
    Scenario scenario = waiting(patient(5s, backup(100)));
    hear_for(4, scenario, advert(50)).is_set_to(patient(60s, backup(100)));
    hear_for(4, scenario, advert(50)).expect_nothing();
}

TEST(PreemptDelay, LearnsTheIntervalOfWhomItLeavesAlone) {
    waiting(patient(60s, backup(100))).hears(advert(50, peer, Centiseconds{200})).expect_deadline_in(7'218'750us);
}

TEST(Backup, DoesNotPreemptWhoeverIsNotTheWeakerAnyMore) {
    waiting(backup(100))
        .after(3s)
        .hears(advert(50))
        .is_set_to(backup(40))
        .after(1s)
        .expect_nothing()
        .expect(State::backup);
}

TEST(Backup, DoesNotPreemptWhenPreemptionIsTurnedOffMeanwhile) {
    waiting(backup(100)).after(3s).hears(advert(50)).is_set_to(no_preempt(backup(100))).after(1s).expect_nothing();
}

}  // namespace
}  // namespace holdfast::vrrp
