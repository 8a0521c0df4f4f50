// RFC 9568 §6.4.1.
#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

TEST(Initialize, StartsAsBackupAndSaysNothing) {  // P101
    Scenario{backup(100)}
        .starts()
        .expect({Entered{State::initialize, State::backup, Reason::startup}})
        .expect_deadline_in(3'609'375us);
}

TEST(Initialize, StartsAsMasterIfItOwnsTheAddresses) {  // P100
    Scenario{backup(255)}.starts().expect(promotion(255, Reason::owner, State::initialize)).expect_deadline_in(1s);
}

TEST(Initialize, ResumesAsMasterAndAnnouncesSinceAnotherMayHaveBeenMasterMeanwhile) {
    Scenario{backup(100)}.resumes().expect(promotion(100, Reason::resumed, State::initialize)).expect_deadline_in(1s);
}

TEST(Initialize, ResumesAsOwner) {
    Scenario{backup(255)}.resumes().expect(promotion(255, Reason::resumed, State::initialize));
}

TEST(Initialize, YieldsAfterResumingIfAStrongerTookOverMeanwhile) {
    Scenario{backup(100)}.resumes().forget().hears(advert(200)).expect(demotion(Reason::preempted));
}

TEST(Initialize, StandsAsideEvenAsTheOwnerWhenToldTo) {
    Scenario{backup(255)}
        .happens(Startup{.resume = false, .aside = true}, "stands aside")
        .expect({Entered{State::initialize, State::backup, Reason::startup}});
}

TEST(Initialize, HasNoDeadline) {
    EXPECT_EQ(Scenario{backup(100)}.machine().deadline(), std::nullopt);
}

TEST(Initialize, IgnoresAdverts) {  // P102
    Scenario{backup(100)}.hears(advert(200)).hears(advert(0)).expect_nothing().expect(State::initialize);
}

TEST(Initialize, StartsAgainAfterAStop) {
    Scenario{backup(100)}.starts().stops().forget().starts().expect(
        {Entered{State::initialize, State::backup, Reason::startup}});
}

TEST(Initialize, RemembersSettingsMadeBeforeTheStart) {
    Scenario{backup(100)}.is_set_to(backup(200)).starts().expect_deadline_in(3'218'750us);
}

TEST(Initialize, ForgetsTheIntervalLearnedBeforeAStop) {  // P84
    Scenario{backup(100)}
        .starts()
        .hears(advert(200, peer, Centiseconds{200}))
        .stops()
        .starts()
        .expect_deadline_in(3'609'375us);
}

}  // namespace
}  // namespace holdfast::vrrp
