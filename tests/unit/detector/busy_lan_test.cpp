// What a member says besides costs it nothing of what it is heard for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace busy_lan_test {

using testing::Contains;
using testing::Not;

// A monitoring system, or a router whose neighbours are asked for by others: 2000 questions a second.
void scan(Lan& lan, net::Duration lasts, const net::IpAddress& asker = samples::peer_ip) {
    std::uint8_t next = 20;
    for (const net::Instant end = lan.now + lasts; lan.now < end; lan.run(milliseconds{1})) {
        for (int i = 0; i < 2; ++i) {
            const net::IpAddress asked = net::IpAddress::v4(10, 0, 0, next = next < 200 ? next + 1 : 20);
            lan.hear(samples::arp(wire::arp_request, samples::broadcast, samples::peer_mac, asker, asked));
        }
    }
}

Lan backup() {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{10});
    return lan;
}

TEST(BusyMaster, IsHeardAndAnswersWhileItScansItsNetwork) {
    Lan lan = backup();
    scan(lan, seconds{40});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    EXPECT_THAT(lan.announced(), testing::IsSubsetOf({"healthy", "transition"}));
}

TEST(BusyMaster, MayAskByTheVirtualAddress) {
    Lan lan = backup();
    scan(lan, seconds{40}, samples::virtual_ip);
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(BusyRival, IsASplitWithinThreeSecondsAllTheSame) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{10});
    scan(lan, seconds{10});
    lan.host().advertises = lan.host().owns = true;
    scan(lan, seconds{3});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

TEST(BusyRival, IsNotHiddenByForgedClaimsInItsName) {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{10});
    for (int i = 0; i < 30000; ++i) {
        lan.hear(samples::gratuitous_arp(samples::peer_mac, samples::virtual_ip));
        lan.run(milliseconds{1});
    }
    EXPECT_THAT(lan.announced(), Not(Contains("master_blackhole")));
    EXPECT_THAT(lan.announced(), Not(Contains("unowned")));
}

TEST(BusyStranger, IsFreeToSayWhatConcernsNobodyHere) {
    Lan lan = backup();
    for (int i = 0; i < 1000; ++i) lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::ip("10.0.0.77")));
    EXPECT_EQ(lan.judge.report(lan.now).frames_limited, 0U);
}

}  // namespace busy_lan_test
}  // namespace holdfast::detector
