// Two owners are noticed within their bounds (the detector's design, §4 "Time to detect").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace {

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

TEST(HeardRival, WithAnotherKindOfEvidenceNeedsNoSecondAdvert) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    claim(lan, samples::peer_mac);
    EXPECT_LE(lan.until(Verdict::split_brain), milliseconds{500});
    EXPECT_THAT(lan.report().reason, HasSubstr("advertises, and claims 10.0.0.10"));
}

TEST(HeardRival, TwiceIsNoProofByItself) {
    Lan lan = master();
    lan.hear(samples::advert({}));
    lan.run(seconds{2});
    lan.hear(samples::advert({}));
    lan.run(seconds{30});
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

TEST(AdvertBlind, OldMasterNoticesItsSuccessorsClaimWithinTwoSeconds) {
    Lan lan = master();
    lan.host().owns = true;
    claim(lan, samples::peer_mac);
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
    EXPECT_THAT(lan.report().reason,
                HasSubstr("10.0.0.2 (52:54:00:00:00:02) also answers for 10.0.0.10 on eth0: 2 of"));
}

class AdvertBlindSuccessor : public testing::TestWithParam<net::Duration> {};
INSTANTIATE_TEST_SUITE_P(Intervals, AdvertBlindSuccessor,
                         testing::Values(milliseconds{10}, milliseconds{100}, seconds{1}, seconds{10}));

TEST_P(AdvertBlindSuccessor, NoticesWithinTwoSecondsThatTheOldMasterStillAnswers) {
    for (const auto& peers : {std::vector{samples::peer_ip}, std::vector<net::IpAddress>{}}) {
        Lan lan{GetParam(), peers};
        lan.with({.advertises = true, .owns = true}).run(3 * GetParam() + seconds{3});
        lan.host().advertises = false;
        lan.run(4 * GetParam());
        lan.become(Role::master);
        EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
    }
}

TEST(SilentOwner, IsFoundByTheNextAudit) {
    Lan lan = master();
    lan.host().owns = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{11});
}

TEST(RefusedAdverts, WithAnswersOfTheirSenderAreASplit) {
    Lan lan = master(seconds{1}, {samples::third_ip});
    lan.with({.mac = samples::third_mac, .ip = samples::third_ip});
    lan.host().owns = true;
    lan.hear(samples::advert({.hop_limit = 254}));
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{1});
}

TEST(RefusedAdverts, AloneAreASuspicionOfTheLowestTrust) {
    Lan lan = master();
    lan.hear(samples::advert({.hop_limit = 254}));
    lan.run(seconds{2});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.report().reason, "10.0.0.2 (52:54:00:00:00:02) sends adverts that are refused (ttl) on eth0");
    EXPECT_EQ(lan.report().evidence.front().trust, Trust::anonymous);
}

TEST(Backup, WitnessesTwoMastersSideBySide) {
    Lan lan;
    lan.with({.advertises = true}).with({.mac = samples::third_mac, .ip = samples::third_ip, .advertises = true});
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_EQ(lan.owners(), 2);
    EXPECT_THAT(lan.report().reason, HasSubstr("both advertise as master on eth0"));
}

TEST(Backup, TakesTwoAdvertsOfEachMasterForNoProof) {
    Lan lan;
    for (int i = 0; i < 2; ++i) {
        lan.hear(samples::advert({}));
        lan.hear(samples::advert({.mac = samples::third_mac, .source = samples::third_ip}));
        lan.run(seconds{2});
    }
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
}

TEST(Backup, DoesNotProbeWhenItWitnessesASplit) {
    Lan lan;
    lan.with({.advertises = true}).with({.mac = samples::third_mac, .ip = samples::third_ip, .advertises = true});
    lan.until(Verdict::split_brain);
    lan.probes.clear();
    lan.run(seconds{5});
    EXPECT_THAT(lan.probes, testing::IsEmpty());
}

TEST(Backup, ForgetsTwoMastersOnceOneIsSilent) {
    Lan lan;
    lan.with({.advertises = true}).with({.mac = samples::third_mac, .ip = samples::third_ip, .advertises = true});
    lan.until(Verdict::split_brain);
    lan.host().advertises = false;
    EXPECT_LE(lan.until(Verdict::healthy), seconds{3} + 3 * milliseconds{3610});
    EXPECT_EQ(lan.owners(), 1);
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

TEST(Stranger, WhoForgesOneClaimCausesAWarningThatClears) {
    Lan lan = master();
    claim(lan, samples::stranger_mac);
    lan.run(seconds{2});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.report().reason, "unknown (52:54:00:00:00:66) claimed 10.0.0.10 on eth0");
    lan.run(seconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(Stranger, WhoForgesAPeersClaimCausesNoMoreThanAWarning) {
    Lan lan = master();
    claim(lan, samples::peer_mac);
    lan.run(seconds{20});
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(Stranger, WhoAnswersProbesStaysSuspected) {
    Lan lan = master();
    lan.with({.mac = samples::stranger_mac, .ip = samples::ip("10.0.0.99"), .owns = true});
    EXPECT_LE(lan.until(Verdict::suspected), seconds{11});
    lan.run(seconds{30});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.report().evidence.front().trust, Trust::anonymous);
}

TEST(Stranger, CannotSilenceUsByAFloodOfResignations) {
    Lan lan = master(milliseconds{100});
    lan.host().advertises = true;
    for (int i = 0; i < 40; ++i) {
        lan.hear(
            samples::advert({.mac = samples::stranger_mac, .source = samples::third_ip, .priority = vrrp::leaving}));
        lan.run(milliseconds{50});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

void flood(Lan& lan, net::Duration duration) {
    for (int i = 0; i < duration / milliseconds{1}; ++i) {
        for (int j = 0; j < 10; ++j) {
            const auto byte = [](int value) { return static_cast<std::uint8_t>(value & 0xff); };
            claim(lan, {{0x02, 0, 0, byte(j), byte(i >> 8), byte(i)}});
        }
        lan.run(milliseconds{1});
    }
}

TEST(Stranger, CannotFloodTheAnswersOfAMemberAway) {
    Lan lan = master();
    lan.host().owns = true;
    flood(lan, milliseconds{1500});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_LE(lan.report().evidence.size(), 64U);
    EXPECT_THAT(lan.report().evidence, testing::Contains(testing::Field(&Evidence::who, "10.0.0.2")));
}

TEST(Stranger, CannotFloodTheAdvertsOfAMemberAway) {
    Lan lan = master(milliseconds{100});
    lan.host().advertises = true;
    flood(lan, milliseconds{500});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

}  // namespace
}  // namespace holdfast::detector
