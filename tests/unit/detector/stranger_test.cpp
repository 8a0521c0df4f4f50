// Hosts that are no members of the virtual router (S32, S34, S40 of the fault table), and those who forge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace stranger_test {

using testing::HasSubstr;
using testing::Not;

Lan master(net::Duration interval = seconds{1}) {
    Lan lan{interval};
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{33});
    return lan;
}

void claim(Lan& lan, const net::MacAddress& mac) {
    lan.hear(samples::gratuitous_arp(mac, samples::virtual_ip));
}

TEST(Stranger, WhoForgesOneClaimCausesAWarningThatClears) {
    Lan lan = master();
    claim(lan, samples::stranger_mac);
    lan.run(seconds{2});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.report().reason, "unknown (52:54:00:00:00:66) claimed 10.0.0.10 on eth0");
    lan.run(seconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Stranger, WhoClaimsTwiceASecondApartIsAnAddressConflict) {
    Lan lan = master();
    claim(lan, samples::stranger_mac);
    lan.run(milliseconds{900});
    claim(lan, samples::stranger_mac);
    lan.run(milliseconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    lan.run(milliseconds{90});
    claim(lan, samples::stranger_mac);
    lan.run(milliseconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::address_conflict);
    EXPECT_EQ(lan.report().detail, "rogue");
    EXPECT_EQ(lan.report().evidence.front().trust, Trust::anonymous);
}

// RFC 5227 §2.4 (c)
TEST(Stranger, WhoClaimsAgainAndAgainIsContestedOnceInTenSeconds) {
    Lan lan = master();
    for (int i = 0; i < 290; ++i) {
        claim(lan, samples::stranger_mac);
        lan.run(milliseconds{100});
    }
    EXPECT_EQ(lan.reasserted, 3);
}

TEST(Stranger, WhoClaimsOnceIsNotContested) {
    Lan lan = master();
    claim(lan, samples::stranger_mac);
    lan.run(seconds{15});
    EXPECT_EQ(lan.reasserted, 0);
}

TEST(Stranger, WhoAnnouncesAndAnswersIsFoundWithinOneAndAHalfSeconds) {
    Lan lan = master();
    lan.with({.mac = samples::stranger_mac, .ip = samples::ip("10.0.0.99"), .owns = true});
    claim(lan, samples::stranger_mac);
    EXPECT_LE(lan.until(Verdict::address_conflict), milliseconds{1500});
    EXPECT_EQ(lan.report().detail, "rogue");
}

TEST(Stranger, WhoIsSilentIsFoundByTheNextAudit) {
    Lan lan = master();
    lan.with({.mac = samples::stranger_mac, .ip = samples::ip("10.0.0.99"), .owns = true});
    EXPECT_LE(lan.until(Verdict::address_conflict), seconds{11});
    EXPECT_EQ(lan.report().detail, "");
    EXPECT_THAT(lan.report().reason, HasSubstr("answers for 10.0.0.10 on eth0: 2 of"));
}

// S40
TEST(Stranger, WhoAnswersAndAsksOthersAsTheAddressLeaksIt) {
    Lan lan = master();
    lan.with({.mac = samples::stranger_mac, .ip = samples::ip("10.0.0.99"), .owns = true});
    lan.hear(samples::arp(wire::arp_request, samples::broadcast, samples::stranger_mac, samples::virtual_ip,
                          samples::ip("10.0.0.254")));
    EXPECT_LE(lan.until(Verdict::address_conflict), seconds{2});
    EXPECT_EQ(lan.report().detail, "lvs_dr_leak");
}

TEST(Stranger, WhoForgesAPeersClaimCausesNoMoreThanAWarning) {
    Lan lan = master();
    for (int i = 0; i < 5; ++i) {
        claim(lan, samples::peer_mac);
        lan.run(seconds{1});
    }
    lan.run(seconds{20});
    EXPECT_THAT(lan.announced(), testing::IsSubsetOf({"healthy", "transition", "suspected"}));
}

TEST(Stranger, ClaimsWithinTheGraceAreNotScoredInIt) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    claim(lan, samples::stranger_mac);
    lan.run(milliseconds{1500});
    claim(lan, samples::stranger_mac);
    lan.run(milliseconds{400});
    EXPECT_EQ(lan.verdict(), Verdict::transition);
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

// S34: 10,000 frames a second, each from another address.
void flood(Lan& lan, net::Duration duration) {
    for (int i = 0; i < duration / milliseconds{1}; ++i) {
        for (int j = 0; j < 10; ++j) {
            const auto byte = [](int value) { return static_cast<std::uint8_t>(value & 0xff); };
            claim(lan, {{0x02, 0, 0, byte(j), byte(i >> 8), byte(i)}});
        }
        lan.run(milliseconds{1});
    }
}

TEST(Flood, OfClaimsFromChangingSourcesIsAnAddressConflict) {
    Lan lan = master();
    flood(lan, seconds{2});
    EXPECT_EQ(lan.verdict(), Verdict::address_conflict);
    EXPECT_THAT(lan.report().reason, HasSubstr("at least 256 unknown hosts in 10 s claimed 10.0.0.10 on eth0"));
    EXPECT_EQ(lan.report().detail, "rogue");
    EXPECT_EQ(lan.total(EvidenceKind::claim), 20'000U);
    EXPECT_LE(lan.report().evidence.size(), 20U);
}

TEST(Flood, ClearsByTheUsualTime) {
    Lan lan = master();
    flood(lan, seconds{2});
    EXPECT_LE(lan.until(Verdict::healthy), 3 * milliseconds{3610});
}

TEST(Flood, DoesNotPushOutTheAnswersOfAMember) {
    Lan lan = master();
    lan.host().owns = lan.host().audits = true;
    flood(lan, milliseconds{1500});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.report().evidence, testing::Contains(testing::Field(&Evidence::who, "10.0.0.2")));
}

TEST(Flood, DoesNotPushOutTheAdvertsOfAMember) {
    Lan lan = master(milliseconds{100});
    lan.host().advertises = true;
    flood(lan, milliseconds{500});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

// Measured by what is done, not by the clock: probes are bounded, and each verdict is told once.
TEST(Flood, CausesNoWorkOfItsOwn) {
    Lan lan = master();
    lan.probes.clear();
    lan.notes.clear();
    flood(lan, seconds{10});
    EXPECT_LE(lan.probes.size(), 15U);  // a round in two seconds
    EXPECT_LE(lan.notes.size(), 3U);
    EXPECT_THAT(lan.carried, testing::IsEmpty());
}

}  // namespace stranger_test
}  // namespace holdfast::detector
