// With the virtual router's Ethernet address both owners look the same: the answers are counted, and adverts are told
// by their source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace virtual_mac_test {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Settings shared_mac() {
    WatchedInstance instance = watched(seconds{1}, {samples::peer_ip, samples::third_ip});
    instance.virtual_mac = true;
    return settings(instance);
}

LocalInterfaces with_macvlan() {
    LocalInterfaces local = Lan::local();
    local.links.push_back({.index = net::InterfaceIndex{3},
                           .name = "hf51",
                           .up = true,
                           .mac = samples::virtual_mac,
                           .ours = true,
                           .base = net::InterfaceIndex{2}});
    return local;
}

Lan lan_with_role(Role role) {
    Lan lan{shared_mac()};
    lan.send(with_macvlan());
    lan.with({.virtual_mac = true}).with({.mac = samples::third_mac, .ip = samples::third_ip, .virtual_mac = true});
    if (role == Role::backup) lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{3});
    lan.become(role);
    lan.run(seconds{33});
    return lan;
}

TEST(VirtualMac, ARivalWhoseAdvertsAreHeardIsASplitWithinThreeSeconds) {
    Lan lan = lan_with_role(Role::master);
    lan.host().advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_THAT(lan.report().reason, HasSubstr("10.0.0.2"));
}

TEST(VirtualMac, OfAnIncomingAnswerIsAnotherOwner) {
    Lan lan = lan_with_role(Role::master);
    lan.host().advertises = true;  // so it is the member that advertised last
    lan.run(milliseconds{1500});
    lan.host().advertises = false;
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    lan.host().owns = lan.host().audits = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{11});
    EXPECT_THAT(lan.report().reason, HasSubstr("10.0.0.2"));
}

TEST(VirtualMac, OfOneOwnerAnswersOnceAndIsHealthy) {
    Lan lan = lan_with_role(Role::backup);
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
}

TEST(VirtualMac, OfTwoOwnersAnswersTwiceToEachProbe) {
    Lan lan = lan_with_role(Role::backup);
    lan.host(samples::third_ip).owns = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{11});
    EXPECT_THAT(lan.report().reason, HasSubstr("two answers to one probe"));
}

TEST(VirtualMac, OfTwoOwnersIsOfOneAgainThoughTheMasterIsHeardAllTheTime) {
    Lan lan = lan_with_role(Role::backup);
    lan.run(seconds{30});
    lan.host(samples::third_ip).owns = true;
    lan.until(Verdict::split_brain);
    lan.run(seconds{5});
    lan.host(samples::third_ip).owns = false;
    EXPECT_LE(lan.until(Verdict::healthy), seconds{25});
    ASSERT_TRUE(lan.report().incident);
    EXPECT_LE(lan.report().incident->duration(), seconds{10});  // and not since the master advertises
}

// S32: before the network is known to be no oracle, too.
TEST(VirtualMac, OfTheMasterIsNotWhatAStrangerAnswersWith) {
    for (const milliseconds after : {seconds{0}, seconds{1}, seconds{2}, seconds{30}}) {
        Lan lan{shared_mac()};
        lan.send(with_macvlan());
        lan.with({.virtual_mac = true});
        lan.host().advertises = lan.host().owns = true;
        lan.become(Role::backup);
        lan.run(after);
        lan.with({.mac = samples::stranger_mac, .ip = samples::ip("10.0.0.99"), .owns = true});
        lan.run(seconds{30});
        EXPECT_EQ(lan.verdict(), Verdict::address_conflict);
        EXPECT_THAT(lan.announced(), testing::Not(testing::Contains("split_brain"))) << after.count();
    }
}

TEST(VirtualMac, IsReassertedAfterARoundOfProbes) {
    Lan lan = lan_with_role(Role::master);
    lan.host().owns = true;
    lan.run(seconds{12});
    EXPECT_GE(lan.reasserted, 1);
}

TEST(VirtualMac, IsNeverOursSoItsClaimsAreNoLoop) {
    Lan lan = lan_with_role(Role::master);
    lan.hear(samples::gratuitous_arp(samples::virtual_mac, samples::virtual_ip));
    lan.run(milliseconds{600});
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_EQ(lan.total(EvidenceKind::loop), 0U);
    EXPECT_EQ(lan.total(EvidenceKind::claim), 1U);
}

// The tap of our macvlan: what it shows is of the interface below it.
TEST(VirtualMac, FramesOfTheMacvlanAreOfItsBase) {
    Lan lan = lan_with_role(Role::master);
    for (int i = 0; i < 3; ++i) {
        lan.send(FrameSeen{"hf51", samples::advert({.mac = samples::virtual_mac}), false});
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

}  // namespace virtual_mac_test
}  // namespace holdfast::detector
