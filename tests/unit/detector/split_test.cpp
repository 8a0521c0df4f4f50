// Two owners are noticed within their bounds (the detector's design, §4 "Time to detect").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace split_test {

using testing::HasSubstr;
using testing::Not;

Lan master(net::Duration interval = seconds{1}, std::vector<net::IpAddress> peers = {samples::peer_ip}) {
    Lan lan{interval, std::move(peers)};
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{33});
    return lan;
}

void claim(Lan& lan, const net::MacAddress& mac) {
    lan.hear(samples::gratuitous_arp(mac, samples::virtual_ip));
}

TEST(HeardRival, IsASplitWithinThreeSecondsAtOneSecond) {
    Lan lan = master(seconds{1});
    lan.host().advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_EQ(lan.report().reason, "10.0.0.2 (52:54:00:00:00:02) also advertises as master with priority 100 on eth0");
}

TEST(HeardRival, IsASplitWithinHalfASecondAtAHundredMilliseconds) {
    Lan lan = master(milliseconds{100});
    lan.host().advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), milliseconds{500});
}

TEST(HeardRival, IsFirstATransitionThenSuspectedThenASplit) {
    Lan lan = master();
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    std::vector<std::string> order;
    order.reserve(lan.notes.size());
    for (const net::Note& note : lan.notes) order.push_back(note.fields.at(1).second);
    const std::vector<std::string> last_three(order.end() - 3, order.end());
    EXPECT_THAT(last_three, testing::ElementsAre("transition", "suspected", "split_brain"));
}

TEST(HeardRival, WithAnotherKindOfEvidenceAnIntervalLaterNeedsNoSecondAdvert) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    lan.run(milliseconds{900});
    claim(lan, samples::peer_mac);
    EXPECT_LE(lan.until(Verdict::split_brain), milliseconds{10});
    EXPECT_THAT(lan.report().reason, HasSubstr("advertises, and claims 10.0.0.10"));
}

// S11, S12: it took over because our adverts were lost, and yields to the next.
TEST(HeardRival, ThatAdvertisesAndClaimsInOneBreathIsNoProof) {
    Lan lan = master();
    for (int i = 0; i < 5; ++i) {
        lan.hear(samples::advert({}));
        claim(lan, samples::peer_mac);
        lan.run(milliseconds{400});
        claim(lan, samples::peer_mac);
        lan.run(seconds{4});
    }
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
    EXPECT_EQ(lan.verdict(), Verdict::flapping);
}

// S26, S52: a single advert is answered by one of ours, and that is the end of it.
TEST(HeardRival, OnceIsAHandOver) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    lan.run(milliseconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::transition);
    lan.run(seconds{30});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), Not(testing::Contains("suspected")));
}

TEST(HeardRival, TwiceIsNoProofByItself) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    lan.run(seconds{2});
    lan.hear(samples::advert({}));
    lan.run(seconds{30});
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(HeardRival, NeedsTwoOfOurOwnAdvertsBetweenItsThree) {
    Lan lan = master();
    lan.mute = true;  // our adverts do not leave: it is right to take over
    lan.host().advertises = true;
    lan.run(seconds{5});
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(HeardRival, ThatResignsAtOnceIsNoneAnyMore) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    lan.run(milliseconds{100});
    lan.hear(samples::advert({.priority = vrrp::leaving}));
    lan.run(seconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), Not(testing::Contains("suspected")));
}

TEST(HeardRival, IsNotTakenBackByForgedResignations) {
    Lan lan = master();
    lan.host().advertises = true;
    for (int i = 0; i < 100; ++i) {
        lan.hear(samples::advert({.priority = vrrp::leaving}));
        lan.run(milliseconds{30});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

TEST(AdvertBlind, OldMasterNoticesItsSuccessorsClaimWithinTwoSeconds) {
    Lan lan = master();
    lan.host().owns = true;
    claim(lan, samples::peer_mac);
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
    EXPECT_THAT(lan.report().reason,
                HasSubstr("10.0.0.2 (52:54:00:00:00:02) also answers for 10.0.0.10 on eth0: 2 of"));
    EXPECT_THAT(lan.report().reason, HasSubstr("; its adverts do not reach us"));
}

// S05, S07, S10: its daemon is heard by its own audits, as ours is by it.
class AdvertBlindSuccessor : public testing::TestWithParam<net::Duration> {};
INSTANTIATE_TEST_SUITE_P(Intervals, AdvertBlindSuccessor,
                         testing::Values(milliseconds{10}, milliseconds{100}, seconds{1}, seconds{10}));

Lan successor(net::Duration interval, std::vector<net::IpAddress> peers, bool audits) {
    Lan lan{interval, std::move(peers)};
    lan.with({.advertises = true, .owns = true}).run(3 * interval + seconds{3});
    lan.host().advertises = false;
    lan.run(4 * interval);
    lan.host().audits = audits;
    lan.become(Role::master);
    return lan;
}

TEST_P(AdvertBlindSuccessor, NoticesWithinTwoSecondsThatTheOldMasterStillServes) {
    for (const auto& peers : {std::vector{samples::peer_ip}, std::vector<net::IpAddress>{}}) {
        Lan lan = successor(GetParam(), peers, true);
        EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
    }
}

// S29, S31: its daemon was killed or stopped, its kernel goes on.
TEST_P(AdvertBlindSuccessor, NoticesWithinTwoSecondsAZombie) {
    for (const auto& peers : {std::vector{samples::peer_ip}, std::vector<net::IpAddress>{}}) {
        Lan lan = successor(GetParam(), peers, false);
        EXPECT_LE(lan.until(Verdict::zombie_owner), seconds{2});
        EXPECT_THAT(lan.report().reason, HasSubstr("still answers for 10.0.0.10 on eth0"));
        EXPECT_THAT(lan.report().reason, HasSubstr("but its daemon is silent"));
    }
}

TEST(Zombie, AnswersPingsOnly) {
    Lan lan = successor(seconds{1}, {samples::peer_ip}, false);
    lan.run(seconds{120});
    EXPECT_EQ(lan.verdict(), Verdict::zombie_owner);
}

// What a daemon does and a kernel does not.
struct SignOfLife {
    const char* name;
    net::Bytes frame;
};
void PrintTo(const SignOfLife& sign, std::ostream* out) {
    *out << sign.name;
}
class ZombieThat : public testing::TestWithParam<SignOfLife> {};
INSTANTIATE_TEST_SUITE_P(
    Signs, ZombieThat,
    testing::Values(SignOfLife{"advertises", samples::advert({})},
                    SignOfLife{"advertises_wrongly", samples::advert({.hop_limit = 254})},
                    SignOfLife{"announces", samples::gratuitous_arp(samples::peer_mac, samples::virtual_ip)},
                    SignOfLife{"asks", samples::arp(wire::arp_request, samples::broadcast, samples::peer_mac,
                                                    net::IpAddress{}, samples::virtual_ip)}),
    [](const auto& p) { return p.param.name; });

TEST_P(ZombieThat, ShowsASignOfLifeIsARival) {
    Lan lan = successor(seconds{1}, {samples::peer_ip}, false);
    lan.until(Verdict::zombie_owner);
    lan.run(seconds{5});
    lan.hear(GetParam().frame);
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_THAT(lan.report().also, Not(testing::Contains(Verdict::zombie_owner)));
}

TEST(SilentOwner, IsFoundByTheNextAudit) {
    Lan lan = master();
    lan.host().owns = lan.host().audits = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{11});
}

// S22-S24: neither accepts the other's adverts.
TEST(RefusedAdverts, ThatListOurAddressesCountAsAdverts) {
    Lan lan = master();
    for (int i = 0; i < 3; ++i) {
        lan.hear(samples::advert({.hop_limit = 254}));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.report().reason, HasSubstr("with priority 100 on eth0, in adverts that are refused (ttl)"));
    EXPECT_THAT(lan.report().also, testing::Contains(Verdict::misconfigured));
}

TEST(RefusedAdverts, WithAnswersOfTheirSenderAreASplit) {
    Lan lan = master();
    lan.host().owns = true;
    lan.hear(samples::advert({.hop_limit = 254}));
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{1});
}

TEST(RefusedAdverts, OfOtherAddressesAreMisconfiguredAndNoSuspicion) {
    Lan lan = master();
    for (int i = 0; i < 10; ++i) {
        lan.hear(samples::advert({.hop_limit = 254, .address = samples::ip("10.9.9.9")}));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::misconfigured);
    EXPECT_THAT(lan.announced(), Not(testing::Contains("suspected")));
}

TEST(RefusedAdverts, AloneAreASuspicionOfTheLowestTrust) {
    Lan lan = master();
    lan.hear(samples::advert({.hop_limit = 254}));
    lan.run(seconds{1});
    lan.hear(samples::advert({.hop_limit = 254}));
    lan.run(milliseconds{100});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.report().reason, "10.0.0.2 (52:54:00:00:00:02) sends adverts that are refused (ttl) on eth0");
    EXPECT_EQ(lan.report().trust, Trust::anonymous);
}

TEST(IPv6, AClaimAndItsAnswersAreASplitToo) {
    WatchedInstance instance = watched(seconds{1}, {samples::ip("fe80::2")});
    instance.family = net::Family::ipv6;
    instance.addresses = {samples::ip("fe80::10")};
    Lan lan{settings(instance)};
    lan.with({.ip = samples::ip("fe80::2")}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{20});
    lan.host(samples::ip("fe80::2")).owns = true;
    const net::IpAddress everybody = samples::ip("ff02::1");
    lan.hear(samples::neighbour_advertisement(net::multicast_mac(everybody), samples::peer_mac,
                                              instance.addresses.front(), everybody, false));
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
    EXPECT_EQ(lan.total(EvidenceKind::claim), 1U);
}

}  // namespace split_test
}  // namespace holdfast::detector
