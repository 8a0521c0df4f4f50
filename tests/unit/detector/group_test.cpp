// Who belongs to the group: other groups with our VRID, nodes with two cards, networks that answer for everything
// (S20, S21, S49 of the fault table; E8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace group_test {

using testing::Contains;
using testing::Not;

Lan master(std::vector<net::IpAddress> peers = {samples::peer_ip}) {
    Lan lan{seconds{1}, std::move(peers)};
    lan.with({}).run(milliseconds{20});
    lan.become(Role::master);
    lan.run(seconds{33});
    return lan;
}

TEST(AlienGroup, IsACollisionAndNoRival) {
    Lan lan = master();
    for (int i = 0; i < 10; ++i) {
        lan.hear(samples::advert(
            {.mac = samples::stranger_mac, .source = samples::third_ip, .address = samples::ip("10.0.0.77")}));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::vrid_collision);
    EXPECT_THAT(lan.announced(), Not(Contains("split_brain")));
    EXPECT_EQ(lan.owners(), 1);
}

TEST(AlienGroup, ThatClaimsOurAddressIsARivalAfterAll) {
    Lan lan = master();
    for (int i = 0; i < 5; ++i) {
        lan.hear(samples::advert(
            {.mac = samples::stranger_mac, .source = samples::third_ip, .address = samples::ip("10.0.0.77")}));
        lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

TEST(TwoCards, OfOneMasterAreOneOwner) {
    Lan lan{seconds{1}, {}};
    lan.with({.advertises = true, .owns = true}).with({.mac = samples::third_mac, .owns = true});
    lan.run(seconds{60});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), testing::IsSubsetOf({"healthy", "transition"}));
}

TEST(OneCard, ThatAForgedFrameGivesToAnotherMemberLeavesTwoNodes) {
    Lan lan = master({samples::peer_ip, samples::third_ip});
    lan.with({.mac = samples::third_mac, .ip = samples::third_ip}).run(seconds{12});
    lan.hear(samples::gratuitous_arp(samples::third_mac, samples::peer_ip));
    lan.host(samples::third_ip).advertises = true;
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{3});
    EXPECT_THAT(lan.report().reason, testing::StartsWith("10.0.0.3"));
}

TEST(MembersThatAdvertise, AreNotForgottenForACrowdOfForgedOnes) {
    Lan lan{seconds{1}, {}};
    lan.with({.advertises = true, .owns = true}).run(seconds{30});
    for (int i = 0; i < 100; ++i) {
        lan.hear(samples::advert({.mac = {{2, 0, 0, 0, 1, static_cast<std::uint8_t>(i)}},
                                  .source = net::IpAddress::v4(10, 0, 1, static_cast<std::uint8_t>(i))}));
    }
    lan.host().advertises = false;
    lan.host().audits = true;
    lan.run(seconds{5});
    lan.become(Role::master);
    EXPECT_LE(lan.until(Verdict::split_brain), seconds{2});
}

}  // namespace group_test
}  // namespace holdfast::detector
