// RFC 9568 §6.4.2 and RFC 3768 §6.4.2.
#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

TEST(Backup, TakesOverWhenTheMasterIsSilent) {  // P111, P134
    waiting(backup(100)).after(3'609'375us).expect(promotion(100, Reason::silence)).expect_deadline_in(1s);
}

TEST(Backup, DoesNotTakeOverANanosecondEarlier) {  // P111
    waiting(backup(100)).after(3'609'375us - 1ns).expect_nothing().expect(State::backup);
}

TEST(Backup, IgnoresADeadlineThatWasPutOffMeanwhile) {  // P91
    waiting(backup(100)).after(3s).hears(advert(200)).oversleeps(3s).is_woken().expect_nothing().expect(State::backup);
}

TEST(Backup, SaysNothingWhenItStops) {  // P110
    waiting(backup(100)).stops().expect({Entered{State::backup, State::initialize, Reason::shutdown}});
}

TEST(Backup, NeverSendsWhileItHearsTheMaster) {  // P27
    Scenario scenario = waiting(backup(100));
    for (int second = 0; second < 100; ++second) scenario.hears(advert(200)).after(1s);
    scenario.expect_nothing();
}

TEST(Backup, WaitsAnewAfterAStrongerAdvert) {  // P113
    waiting(backup(100)).after(2s).hears(advert(200)).expect_nothing().expect_deadline_in(3'609'375us);
}

TEST(Backup, WaitsAnewAfterAnEqualAdvertFromAnyAddress) {  // P116
    waiting(backup(100)).after(2s).hears(advert(100, low_peer)).expect_deadline_in(3'609'375us);
    waiting(backup(100)).after(2s).hears(advert(100, peer)).expect_deadline_in(3'609'375us);
}

TEST(Backup, WaitsAnewAfterAWeakerAdvertWithoutPreemption) {  // P113
    waiting(no_preempt(backup(100))).after(2s).hears(advert(50)).expect_deadline_in(3'609'375us);
}

TEST(Backup, LetsItsTimerRunWhenAWeakerMasterSpeaks) {  // P115
    waiting(backup(100)).after(2s).hears(advert(50)).expect_nothing().expect_deadline_in(1'609'375us);
}

TEST(Backup, PreemptsAWeakerMaster) {  // P111, P115
    waiting(backup(100)).after(2s).hears(advert(50)).after(1'609'375us).expect(promotion(100, Reason::preempting));
}

TEST(Backup, IsNoLongerPreemptingOnceAStrongerMasterSpoke) {
    waiting(backup(100))
        .hears(advert(50))
        .hears(advert(200))
        .after(3'609'375us)
        .expect(promotion(100, Reason::silence));
}

TEST(Backup, PreemptsAsOwnerWhateverItsSettings) {  // P88
    waiting(backup(100))
        .is_set_to(no_preempt(backup(255)))
        .after(2s)
        .hears(advert(254))
        .expect_deadline_in(1'003'906'250ns);
}

TEST(Backup, LearnsASlowerInterval) {  // P114
    waiting(backup(100)).hears(advert(200, peer, Centiseconds{200})).expect_deadline_in(7'218'750us);
}

TEST(Backup, LearnsAFasterInterval) {  // P114
    waiting(backup(100)).hears(advert(200, peer, Centiseconds{50})).expect_deadline_in(1'804'687'500ns);
}

TEST(Backup, LearnsNoMoreThanThreeTimesItsOwnInterval) {
    waiting(backup(100)).hears(advert(200, peer, Centiseconds{4095})).expect_deadline_in(3 * 3'609'375us);
}

TEST(Backup, LearnsNoLessThanAQuarterOfItsOwnInterval) {
    waiting(backup(100)).hears(advert(200, peer, Centiseconds{1})).expect_deadline_in(902'343'750ns);
}

TEST(Backup, LearnsNothingFromAWeakerAdvert) {  // P115
    Scenario scenario = waiting(backup(100)).hears(advert(50, peer, Centiseconds{200}));
    EXPECT_EQ(scenario.machine().master_interval(), 1s);
}

TEST(Backup, LearnsNothingInVersion2) {  // P83
    waiting(backup(100, Version::v2)).hears(advert(200, peer, Centiseconds{200})).expect_deadline_in(3'609'375us);
}

TEST(Backup, HasTheSkewOfVersion2InSeconds) {  // P82
    waiting(every(Centiseconds{1000}, backup(100, Version::v2))).expect_deadline_in(30'609'375us);
}

TEST(Backup, WaitsOnlySkewTimeWhenTheMasterLeaves) {  // P112
    waiting(backup(100))
        .hears(advert(200))
        .after(1s)
        .hears(advert(0))
        .expect_nothing()
        .expect_deadline_in(609'375us)
        .after(609'375us)
        .expect(promotion(100, Reason::resigned));
}

TEST(Backup, CountsAResignationAsHearingTheMaster) {
    const Scenario scenario = waiting(backup(100)).hears(advert(200)).after(1s).hears(advert(0));
    const Backup state = std::get<Backup>(scenario.machine().situation());
    EXPECT_EQ(state.master_down - state.since, 609'375us);
}

TEST(Backup, WaitsTheSkewOfTheLearnedInterval) {  // P112, P114
    waiting(backup(100))
        .hears(advert(200, peer, Centiseconds{200}))
        .hears(advert(0, peer, Centiseconds{50}))
        .expect_deadline_in(1'218'750us);
}

TEST(Backup, IgnoresTheResignationOfAStranger) {
    waiting(backup(100))
        .hears(advert(200))
        .hears(advert(0, low_peer))
        .expect({IgnoredResignation{}})
        .expect_deadline_in(3'609'375us);
}

TEST(Backup, IgnoresAResignationBeforeItKnowsAMaster) {
    waiting(backup(100)).hears(advert(0)).expect({IgnoredResignation{}}).expect_deadline_in(3'609'375us);
}

TEST(Backup, BelievesTheResignationOfTheWeakerMasterItWouldPreempt) {
    waiting(backup(100))
        .hears(advert(50))
        .hears(advert(0))
        .expect_deadline_in(609'375us)
        .after(609'375us)
        .expect(promotion(100, Reason::resigned));
}

TEST(Backup, IgnoresTheResignationOfAWeakerRivalOfItsMaster) {
    waiting(backup(100))
        .hears(advert(200))
        .hears(advert(50, low_peer))
        .hears(advert(0, low_peer))
        .expect({IgnoredResignation{}})
        .expect_deadline_in(3'609'375us);
}

TEST(Backup, FollowsWhoeverSpokeLast) {
    waiting(backup(100))
        .hears(advert(200))
        .hears(advert(150, low_peer))
        .hears(advert(0, low_peer))
        .expect_deadline_in(609'375us);
}

TEST(Backup, StaysIfAnotherTakesOverFirst) {
    waiting(backup(100))
        .hears(advert(200))
        .hears(advert(0))
        .after(300ms)
        .hears(advert(150, low_peer))
        .expect_deadline_in(3'609'375us)
        .after(3'609'375us)
        .expect(promotion(100, Reason::silence));
}

TEST(Backup, WaitsUntilTheGateOpens) {
    waiting(backup(100)).is_held_for(10s).expect_nothing().expect_deadline_in(10s);
}

TEST(Backup, IsNotHurriedByTheGate) {
    waiting(backup(100)).is_held_for(1s).expect_deadline_in(3'609'375us);
}

TEST(Backup, FindsTheGateOpenOnceItHearsAMaster) {
    waiting(backup(100)).is_held_for(10s).hears(advert(200)).expect_deadline_in(3'609'375us);
}

TEST(Backup, KeepsTheTimeWaitedWhenItsPriorityChanges) {  // P86
    waiting(backup(100)).after(3s).is_set_to(backup(200)).expect_nothing().expect_deadline_in(218'750us);
}

TEST(Backup, MayBeDueAtOnceAfterAChange) {  // P86
    waiting(backup(1)).after(3'500ms).is_set_to(backup(200)).after(0s).expect(promotion(200, Reason::silence));
}

TEST(Backup, KeepsTheSkewThatRunsWhenSettingsChange) {  // P86, P112
    waiting(backup(100))
        .hears(advert(200))
        .hears(advert(0))
        .after(100ms)
        .is_set_to(backup(200))
        .expect_deadline_in(509'375us);
}

TEST(Backup, StaysBehindTheGateWhenSettingsChange) {
    waiting(backup(100)).is_held_for(10s).is_set_to(backup(200)).expect_deadline_in(10s);
}

TEST(Backup, TakesItsNewIntervalIfItLearnedNone) {  // P84
    waiting(backup(100)).is_set_to(every(Centiseconds{200}, backup(100))).expect_deadline_in(7'218'750us);
}

TEST(Backup, KeepsTheLearnedIntervalWhenItsOwnChanges) {  // P114
    waiting(backup(100))
        .hears(advert(200, peer, Centiseconds{50}))
        .is_set_to(every(Centiseconds{200}, backup(100)))
        .expect_deadline_in(1'804'687'500ns);
}

TEST(Backup, ClampsTheLearnedIntervalAnewWhenItsOwnChanges) {
    waiting(backup(100))
        .hears(advert(200))
        .is_set_to(every(Centiseconds{10}, backup(100)))
        .expect_deadline_in(3 * 360'937'500ns);
}

// K20
TEST(Backup, WaitsAnewForAMasterWhoseAdvertsMayHaveBeenLost) {
    waiting(backup(100))
        .hears(advert(200))
        .oversleeps(10s)
        .loses_reception()
        .is_woken()
        .expect_nothing()
        .expect_deadline_in(3'609'375us);
}

TEST(Backup, WaitsAnewOnceAndNoMoreWhileReceptionIsLostAgainAndAgain) {
    waiting(backup(100))
        .hears(advert(200))
        .after(3s)
        .loses_reception()
        .after(4s)
        .loses_reception()
        .after(218'750us - 1ns)
        .expect_nothing()
        .after(1ns)
        .expect(promotion(100, Reason::silence));
}

TEST(Backup, WaitsNoLongerWhenItIsNotDueAnyway) {
    waiting(backup(100)).hears(advert(200)).loses_reception().expect_deadline_in(3'609'375us);
}

TEST(Backup, TakesSilenceForAFactAgainOnceItHasHeardItsMaster) {
    waiting(backup(100))
        .loses_reception()
        .hears(advert(200))
        .after(3'609'375us)
        .expect(promotion(100, Reason::silence));
}

TEST(Backup, MayWaitAnewAgainOnceItHasHeardItsMaster) {
    waiting(backup(100))
        .loses_reception()
        .after(4s)
        .hears(advert(200))
        .loses_reception()
        .after(4s)
        .expect_nothing()
        .expect(State::backup);
}

TEST(Backup, IsNotHeldBackForEverByAWeakerMaster) {
    waiting(backup(100))
        .loses_reception()
        .hears(advert(50))
        .after(4s)
        .loses_reception()
        .hears(advert(50))
        .after(4s)
        .expect(State::master);
}

TEST(Backup, BelievesAResignationAlthoughReceptionIsLost) {
    waiting(backup(100))
        .hears(advert(200))
        .loses_reception()
        .hears(advert(0))
        .after(609'375us)
        .expect(promotion(100, Reason::resigned));
}

TEST(Backup, WaitsOnForAMasterWhoseAdvertsMayHaveBeenLostWhenSettingsChange) {
    waiting(backup(100)).loses_reception().after(4s).is_set_to(backup(99)).after(2s).expect_nothing();
}

TEST(ClampInterval, KeepsWhatIsNear) {
    EXPECT_EQ(clamp_interval(900ms, 1s), 900ms);
}
TEST(ClampInterval, KeepsTheBounds) {
    EXPECT_EQ(clamp_interval(250ms, 1s), 250ms);
    EXPECT_EQ(clamp_interval(3s, 1s), 3s);
}
TEST(ClampInterval, CutsWhatIsFar) {
    EXPECT_EQ(clamp_interval(249ms, 1s), 250ms);
    EXPECT_EQ(clamp_interval(40'950ms, 1s), 3s);
}

}  // namespace
}  // namespace holdfast::vrrp
