// RFC 9568 §6.4.3 and RFC 3768 §6.4.3.
#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

const Actions advert_100{SendAdvert{priority(100)}};
const Actions answer_100{SendAdvert{priority(100)}, RivalHeard{}};
const Actions no_answer{RivalHeard{}};

TEST(Master, SendsAtItsOwnInterval) {  // P85, P121
    mastering(backup(100)).after(1s).expect(advert_100).after(999ms).expect_nothing().after(1ms).expect(advert_100);
}

TEST(Master, IgnoresADeadlineThatIsNotReached) {  // P91
    mastering(backup(100)).oversleeps(999ms).is_woken().expect_nothing().expect_deadline_in(1ms);
}

TEST(Master, KeepsItsRhythmWhenItIsALittleLate) {  // P121
    mastering(backup(100)).oversleeps(1'200ms).is_woken().expect(advert_100).expect_deadline_in(800ms);
}

TEST(Master, DoesNotMakeUpForMissedAdvertsInABurst) {
    mastering(backup(100)).oversleeps(5'500ms).is_woken().expect(advert_100).expect_deadline_in(1s);
}

TEST(Master, ResignsWhenItStops) {  // P120
    mastering(backup(100))
        .stops()
        .expect({SendAdvert{leaving}, ReleaseAddresses{}, Entered{State::master, State::initialize, Reason::shutdown}});
}

TEST(Master, SpeaksUpWhenAnotherResigns) {  // P122
    mastering(backup(100)).after(500ms).hears(advert(0)).expect(answer_100).expect_deadline_in(1s);
}

TEST(Master, AnswersAFloodOfResignationsAtMostFourTimesAnInterval) {  // P122, P127
    mastering(backup(100))
        .hears(advert(0))
        .expect(answer_100)
        .after(249ms)
        .hears(advert(0))
        .expect(no_answer)
        .expect_deadline_in(751ms)
        .after(1ms)
        .hears(advert(0))
        .expect(answer_100)
        .expect_deadline_in(1s);
}

TEST(Master, YieldsToAStronger) {  // P123
    mastering(backup(100)).hears(advert(101)).expect(demotion(Reason::preempted)).expect_deadline_in(3'609'375us);
}

TEST(Master, YieldsToAStrongerEvenWithoutPreemption) {  // P128
    mastering(no_preempt(backup(100))).hears(advert(101)).expect(demotion(Reason::preempted));
}

TEST(Master, YieldsToAnEqualWithAGreaterAddress) {  // P123
    mastering(backup(100)).hears(advert(100, peer)).expect(demotion(Reason::preempted));
}

TEST(Master, StandsAgainstAnEqualWithASmallerAddress) {  // P123, P125
    mastering(backup(100)).hears(advert(100, low_peer)).expect(answer_100);
}

struct Tie {
    const char* ours;
    const char* greater;
};

class TieBreak : public testing::TestWithParam<Tie> {
protected:
    net::IpAddress ours() const { return net::IpAddress::parse(GetParam().ours).value(); }
    net::IpAddress greater() const { return net::IpAddress::parse(GetParam().greater).value(); }
};

TEST_P(TieBreak, TheGreaterAddressWins) {  // P123
    mastering(backup(100), ours()).hears(advert(100, greater())).expect(demotion(Reason::preempted));
}

TEST_P(TieBreak, TheSmallerAddressLoses) {  // P125
    mastering(backup(100), greater()).hears(advert(100, ours())).expect(answer_100);
}

// The high bit is no sign, and the first byte weighs most.
INSTANTIATE_TEST_SUITE_P(Unsigned, TieBreak,
                         testing::Values(Tie{"10.0.0.1", "192.0.2.1"}, Tie{"127.255.255.255", "128.0.0.0"},
                                         Tie{"10.0.0.255", "10.0.1.0"}, Tie{"192.0.2.1", "192.0.2.2"},
                                         Tie{"fe80::1", "fe80::ffff"}, Tie{"fe80::7fff:0:0:1", "fe80::8000:0:0:0"}));

TEST(Master, ComparesWithItsNewPrimaryAddress) {
    mastering(backup(100))
        .happens(PrimaryChanged{net::IpAddress::v4(192, 0, 2, 30)}, "has a new address")
        .hears(advert(100, peer))
        .expect(answer_100);
}

TEST(Master, LearnsTheIntervalOfWhomItYieldsTo) {  // P124
    mastering(backup(100)).hears(advert(200, peer, Centiseconds{200})).forget().expect_deadline_in(7'218'750us);
}

TEST(Master, KeepsItsOwnIntervalWhenItYieldsInVersion2) {  // P83
    mastering(backup(100, Version::v2)).hears(advert(200, peer, Centiseconds{200})).expect_deadline_in(3'609'375us);
}

TEST(Master, BelievesTheResignationOfWhomItYieldedTo) {  // P112
    mastering(backup(100)).hears(advert(200)).hears(advert(0)).expect_deadline_in(609'375us);
}

TEST(Master, AnswersALosingAdvertAtOnceAndKeepsItsRhythm) {  // P125, P127
    mastering(backup(100)).after(400ms).hears(advert(50)).expect(answer_100).expect_deadline_in(600ms);
}

TEST(Master, DiscardsALosingAdvertSilentlyInVersion2) {  // P126
    mastering(backup(100, Version::v2)).hears(advert(50)).expect(no_answer);
}

TEST(Master, AnswersOncePerQuarterOfItsInterval) {  // P127
    mastering(backup(100))
        .hears(advert(50))
        .expect(answer_100)
        .oversleeps(249ms)
        .hears(advert(50))
        .expect(no_answer)
        .oversleeps(1ms)
        .hears(advert(50))
        .expect(answer_100);
}

TEST(Master, AnswersOncePerTenMillisecondsAtMost) {  // P127
    mastering(every(Centiseconds{1}, backup(100)))
        .hears(advert(50))
        .expect(answer_100)
        .oversleeps(9ms)
        .hears(advert(50))
        .expect(no_answer)
        .oversleeps(1ms)
        .hears(advert(50))
        .expect(answer_100);
}

TEST(Master, AnswersAStormOnce) {  // P127
    Scenario scenario = mastering(backup(100));
    for (int i = 0; i < 1'000; ++i) scenario.hears(advert(50));
    Actions one_answer = advert_100;
    one_answer.resize(1'001, RivalHeard{});
    scenario.expect(one_answer);
}

TEST(Master, DoesNotAnswerItsOwnEcho) {  // P129
    mastering(backup(100)).hears(advert(100, us)).expect_nothing().expect(State::master);
}

TEST(Master, DoesNotAnswerAnEchoOfItsLowerPriority) {  // P127, P129
    mastering(backup(100)).hears(advert(50, us)).expect_nothing();
}

TEST(Master, YieldsToAStrongerWithItsOwnAddress) {  // P123
    mastering(backup(100)).hears(advert(200, us)).expect(demotion(Reason::preempted));
}

TEST(Master, SettlesADisputeOfOwnersByAddress) {  // P130
    Scenario{backup(255)}.starts().forget().hears(advert(255, peer)).expect(demotion(Reason::preempted, Priority{255}));
    Scenario{backup(255)}
        .starts()
        .forget()
        .hears(advert(255, low_peer))
        .expect({SendAdvert{priority(255)}, RivalHeard{}});
}

TEST(Master, SaysAtOnceThatItIsWeakerAndKeepsItsRhythm) {  // P131: who is stronger now need not wait for the next
    mastering(backup(100))
        .after(300ms)
        .is_set_to(backup(1))
        .expect({SendAdvert{priority(1)}})
        .expect(State::master)
        .expect_deadline_in(700ms)
        .after(700ms)
        .expect({SendAdvert{priority(1)}})
        .expect_deadline_in(1s);
}
TEST(Master, SaysItsHigherPriorityInTheNextAdvert) {
    mastering(backup(100)).is_set_to(backup(200)).expect_nothing().after(1s).expect({SendAdvert{priority(200)}});
}
TEST(Master, SaysNothingWhenAnotherSettingChanges) {
    mastering(backup(100)).is_set_to(no_preempt(backup(100))).expect_nothing();
}

TEST(Master, YieldsByItsLowerPriorityOnceItHasSaidIt) {  // P131
    mastering(backup(100))
        .is_set_to(backup(1))
        .after(1s)
        .forget()
        .hears(advert(50))
        .expect(demotion(Reason::preempted, Priority{1}));
}
TEST(Master, StandsByThePriorityThatItSaidLast) {  // P131: the rival lost to that, and has stepped down by now
    mastering(backup(200))
        .is_set_to(backup(150))
        .forget()
        .hears(advert(180))
        .expect({SendAdvert{priority(150)}, RivalHeard{}})
        .expect(State::master);
}
TEST(Master, YieldsToTheNextAdvertAfterItsAnswerHasSaidItsLowerPriority) {  // P131: the rival has not stepped down
    mastering(backup(200))
        .is_set_to(backup(150))
        .hears(advert(180))
        .forget()
        .hears(advert(180))
        .expect(demotion(Reason::preempted, Priority{150}));
}
TEST(Master, StandsByAPriorityThatWasRaisedAtOnce) {
    mastering(backup(100)).is_set_to(backup(200)).hears(advert(150)).expect(State::master);
}

TEST(Master, BeginsAShorterIntervalAtOnce) {
    mastering(backup(100))
        .is_set_to(every(Centiseconds{10}, backup(100)))
        .expect_deadline_in(0s)
        .after(0s)
        .expect(advert_100)
        .expect_deadline_in(100ms);
}
TEST(Master, SendsAtALongerIntervalAfterTheNextAdvert) {
    mastering(backup(100))
        .is_set_to(every(Centiseconds{400}, backup(100)))
        .expect_deadline_in(1s)
        .after(1s)
        .expect(advert_100)
        .expect_deadline_in(4s);
}

// Its adverts were missed for half a master-down interval, 1.8046875 s here.
TEST(LateMaster, YieldsEvenToAWeakerThatSpokeMeanwhile) {
    mastering(backup(100))
        .oversleeps(1s + 1'804'687'500ns + 1ns)
        .hears(advert(50))
        .expect(demotion(Reason::stalled))
        .expect_deadline_in(3'609'375us);
}

TEST(LateMaster, StandsItsGroundUpToHalfTheMasterDownInterval) {
    mastering(backup(100)).oversleeps(1s + 1'804'687'500ns).hears(advert(50)).expect(answer_100);
}

TEST(LateMaster, SaysThatItOversleptEvenIfTheOtherIsStronger) {
    mastering(backup(100)).oversleeps(10s).hears(advert(200)).expect(demotion(Reason::stalled));
}

TEST(LateMaster, LearnsTheIntervalOfTheOther) {
    mastering(backup(100)).oversleeps(10s).hears(advert(50, peer, Centiseconds{200})).expect_deadline_in(7'218'750us);
}

TEST(LateMaster, GoesOnIfTheOtherResigned) {
    mastering(backup(100)).oversleeps(10s).hears(advert(0)).expect(answer_100).expect(State::master);
}

TEST(LateMaster, GoesOnIfNobodySpoke) {
    mastering(backup(100)).oversleeps(10s).is_woken().expect(advert_100).expect(State::master);
}

TEST(LateMaster, TakesBackWhatAWeakerKeeps) {  // P115
    mastering(backup(100))
        .oversleeps(10s)
        .hears(advert(50))
        .forget()
        .after(1s)
        .hears(advert(50))
        .after(2'609'375us)
        .expect(promotion(100, Reason::preempting));
}

}  // namespace
}  // namespace holdfast::vrrp
