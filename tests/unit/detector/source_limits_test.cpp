// One source that says too much costs no more than a look (S34).
#include "detector/source_limits.hpp"

#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace source_limits_test {

constexpr net::Instant start{std::chrono::hours{1}};

// Of `frames` in the second that begins at `begin`, evenly spaced.
int admitted(SourceLimits& limits, const net::MacAddress& source, int frames, net::Instant begin = start,
             Topic topic = Topic::claim) {
    int passed = 0;
    for (int i = 0; i < frames; ++i)
        passed += limits.admits(source, topic, begin + net::Duration{seconds{1}} * i / frames) ? 1 : 0;
    return passed;
}

TEST(SourceLimits, AdmitTheBudgetOfASecondAndWhatTimeHasEarned) {
    SourceLimits limits;
    limits.allow(100);
    EXPECT_NEAR(admitted(limits, samples::peer_mac, 10000), 200, 2);
    EXPECT_NEAR(admitted(limits, samples::peer_mac, 10000, start + seconds{1}), 100, 2);
}

TEST(SourceLimits, CountWhatTheyDoNotAdmit) {
    SourceLimits limits;
    limits.allow(100);
    const int passed = admitted(limits, samples::peer_mac, 10000);
    EXPECT_EQ(limits.limited(), 10000U - static_cast<unsigned>(passed));
}

TEST(SourceLimits, AreOfEachSource) {
    SourceLimits limits;
    limits.allow(100);
    admitted(limits, samples::stranger_mac, 10000);
    EXPECT_EQ(admitted(limits, samples::peer_mac, 90), 90);
}

TEST(SourceLimits, AreOfEachTopic) {
    SourceLimits limits;
    limits.allow(100);
    for (const Topic flooded : {Topic::answer, Topic::claim, Topic::whereabouts}) {
        admitted(limits, samples::peer_mac, 10000, start, flooded);
    }
    EXPECT_EQ(admitted(limits, samples::peer_mac, 90, start, Topic::advert), 90);
}

TEST(SourceLimits, ForgetWhoWasQuietForASecond) {
    SourceLimits limits;
    limits.allow(100);
    admitted(limits, samples::peer_mac, 10000);
    EXPECT_EQ(admitted(limits, samples::peer_mac, 100, start + seconds{3}), 100);
}

TEST(SourceLimits, GrowWithWhatAMasterHasToSay) {
    WatchedInstance busy = watched(milliseconds{10}, {});
    busy.addresses.resize(255);
    EXPECT_GT(SourceLimits::fair({busy}), 100 + 5 * 255);  // each announced five times, and its adverts
    EXPECT_GT(SourceLimits::fair({busy, busy}), SourceLimits::fair({busy}));
}

// A master of its own whose peer floods the LAN with claims for 3 s.
Lan flooded(const net::MacAddress& mac) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{10});
    for (int i = 0; i < 3000; ++i) {
        for (int j = 0; j < 10; ++j) lan.hear(samples::gratuitous_arp(mac, samples::virtual_ip));
        lan.run(milliseconds{1});
    }
    return lan;
}

TEST(FloodOfOneSource, IsStillAnAddressConflict) {
    const Lan lan = flooded(samples::stranger_mac);
    EXPECT_EQ(lan.verdict(), Verdict::address_conflict);
}

TEST(FloodOfOneSource, IsWeighedUpToItsBudget) {
    const Lan lan = flooded(samples::stranger_mac);
    EXPECT_LT(lan.total(EvidenceKind::claim), 600U);
    EXPECT_GT(lan.judge.report(lan.now).frames_limited, 29000U);
}

TEST(FloodOfOneSource, TakesNothingFromTheOthers) {
    Lan lan = flooded(samples::stranger_mac);
    lan.host().advertises = lan.host().owns = true;
    for (int i = 0; i < 5000; ++i) {
        for (int j = 0; j < 10; ++j) lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
        lan.run(milliseconds{1});
    }
    EXPECT_TRUE(lan.holds(Verdict::split_brain));
}

TEST(FloodOfOneSource, NeverLimitsWhatWeSendOurselves) {
    Lan lan;
    lan.with({}).run(seconds{3});
    for (int i = 0; i < 1000; ++i) lan.hear(samples::gratuitous_arp(samples::own_mac, samples::virtual_ip), true);
    EXPECT_EQ(lan.judge.report(lan.now).frames_limited, 0U);
}

}  // namespace source_limits_test
}  // namespace holdfast::detector
