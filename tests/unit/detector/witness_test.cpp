// What a backup sees of two owners (S05, S07, S31-S33, S48 of the fault table).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace witness_test {

using testing::HasSubstr;
using testing::Not;

const std::vector<net::IpAddress> both{samples::peer_ip, samples::third_ip};
const net::IpAddress stranger_ip = samples::ip("10.0.0.99");

Lan backup() {
    Lan lan{seconds{1}, both};
    lan.with({.advertises = true, .owns = true, .audits = true})
        .with({.mac = samples::third_mac, .ip = samples::third_ip})
        .with({.mac = samples::stranger_mac, .ip = stranger_ip})
        .run(seconds{15});
    return lan;
}

TEST(Witness, SeesTwoMastersSideBySide) {
    Lan lan = backup();
    lan.host(samples::third_ip).advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_EQ(lan.owners(), 2);
    EXPECT_THAT(lan.report().reason, HasSubstr("both advertise as master on eth0"));
}

TEST(Witness, TakesTwoAdvertsOfASecondMasterForNoProof) {
    Lan lan = backup();
    for (int i = 0; i < 2; ++i) {
        lan.hear(samples::advert({.mac = samples::third_mac, .source = samples::third_ip}));
        lan.run(seconds{2});
    }
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
}

TEST(Witness, ForgetsTwoMastersOnceOneIsSilent) {
    Lan lan = backup();
    lan.host(samples::third_ip).advertises = true;
    lan.until(Verdict::split_brain);
    lan.host(samples::third_ip).advertises = false;
    EXPECT_LE(lan.until(Verdict::healthy), seconds{3} + 3 * milliseconds{3610});
    EXPECT_EQ(lan.owners(), 1);
}

TEST(Witness, FindsASilentOwnerBesideTheMasterByItsAudit) {
    Lan lan = backup();
    lan.host(stranger_ip).owns = true;  // S32
    EXPECT_LE(lan.until(Verdict::address_conflict), seconds{11});
    EXPECT_THAT(lan.report().reason, HasSubstr("unknown (52:54:00:00:00:66) is no member of this virtual router"));
}

TEST(Witness, FindsAZombieBesideTheMaster) {
    Lan lan{seconds{1}, both};
    lan.with({}).with({.mac = samples::third_mac, .ip = samples::third_ip, .advertises = true, .owns = true});
    lan.run(seconds{15});
    lan.host(samples::third_ip).advertises = false;
    lan.run(seconds{4});
    lan.host().advertises = lan.host().owns = true;
    EXPECT_LE(lan.until(Verdict::zombie_owner, seconds{30}), seconds{11});
}

TEST(Witness, TakesTheAnswersOfANewMasterForNoSecondOwner) {
    Lan lan = backup();
    lan.host().advertises = lan.host().owns = false;
    lan.hear(samples::advert({.priority = vrrp::leaving}));
    lan.host(samples::third_ip).advertises = lan.host(samples::third_ip).owns = true;
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
}

// S33 and leftovers of our own.
TEST(Leftover, BesideAMasterIsASplitThatWeMake) {
    Lan lan = backup();
    lan.own.stray = {samples::virtual_ip};
    lan.tell();
    EXPECT_EQ(lan.report().evidence.front().kind, EvidenceKind::local_fault);
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{1});
    EXPECT_EQ(lan.report().detail, "leftover");
    EXPECT_EQ(lan.report().reason, "this node holds 10.0.0.10 although it is backup");
    lan.own.stray.clear();
    lan.tell();
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Leftover, ForAMomentIsNone) {
    Lan lan = backup();
    lan.own.stray = {samples::virtual_ip};
    lan.tell();
    lan.run(milliseconds{200});
    lan.own.stray.clear();
    lan.tell();
    lan.run(seconds{1});
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(Leftover, WithoutAnotherMasterSplitsNothing) {
    Lan lan;
    lan.with({}).run(seconds{10});
    lan.own.stray = {samples::virtual_ip};
    lan.tell();
    lan.run(seconds{10});
    EXPECT_THAT(lan.announced(), Not(testing::Contains("split_brain")));
}

TEST(Withdrawn, NodesGoOnWatching) {
    Lan lan = backup();
    lan.own.withdrawn = true;
    lan.tell();
    lan.host(samples::third_ip).advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
}

}  // namespace witness_test
}  // namespace holdfast::detector
