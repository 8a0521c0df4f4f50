// Targets that answer no pings at all: whether they are there is seen otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/pinger.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace doubtful_targets_test {

using samples::peer_ip;
using samples::third_ip;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class DoubtfulTargets : public testing::Test {
protected:
    DoubtfulTargets() { pinger.retarget({peer_ip}); }
    Pinger::Round round() {
        const auto due = pinger.due(now);
        now += seconds{1};
        return due.value();
    }

    net::Instant now{std::chrono::hours{1}};
    Pinger pinger{seconds{1}, now};
};

TEST_F(DoubtfulTargets, AreThoseThatHaveNeverAnsweredAnEcho) {
    EXPECT_THAT(pinger.never_answered(), ElementsAre(peer_ip));
    pinger.answered(peer_ip, round().sequence, now);
    EXPECT_THAT(pinger.never_answered(), IsEmpty());
}

TEST_F(DoubtfulTargets, AreNotLostWhenTheyAreSeen) {
    round();
    EXPECT_TRUE(pinger.seen_otherwise(peer_ip, now));
    EXPECT_THAT(round().lost, IsEmpty());
}

TEST_F(DoubtfulTargets, AreLostWhenTheyAreNotSeenEither) {
    round();
    EXPECT_THAT(round().lost, ElementsAre(peer_ip));
}

TEST_F(DoubtfulTargets, CountOnceARound) {
    round();
    EXPECT_TRUE(pinger.seen_otherwise(peer_ip, now));
    EXPECT_FALSE(pinger.seen_otherwise(peer_ip, now));
}

// S16: a router that has answered pings, and now answers ARP alone, is lost.
TEST_F(DoubtfulTargets, AreHeldToPingsOnceTheyHaveAnsweredOne) {
    pinger.answered(peer_ip, round().sequence, now);
    round();
    EXPECT_FALSE(pinger.seen_otherwise(peer_ip, now));
    EXPECT_THAT(round().lost, ElementsAre(peer_ip));
}

TEST_F(DoubtfulTargets, DoNotIncludeWhoeverElseIsSeen) {
    round();
    EXPECT_FALSE(pinger.seen_otherwise(third_ip, now));
}

TEST_F(DoubtfulTargets, RememberThatTheyAnsweredWhenTheTargetsChange) {
    pinger.answered(peer_ip, round().sequence, now);
    pinger.retarget({third_ip, peer_ip});
    EXPECT_THAT(pinger.never_answered(), ElementsAre(third_ip));
}

TEST_F(DoubtfulTargets, AreHeldToPingsEvenIfTheFirstAnswerCameTwice) {
    const auto sequence = round().sequence;
    pinger.seen_otherwise(peer_ip, now);
    EXPECT_FALSE(pinger.answered(peer_ip, sequence, now));  // counted already
    EXPECT_THAT(pinger.never_answered(), IsEmpty());
}

}  // namespace doubtful_targets_test
}  // namespace holdfast::detector
