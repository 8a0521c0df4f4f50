// Faults other than a second owner, from the frames on the wire to the verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace faults_test {

using samples::ip;
using samples::third_ip;
using samples::third_mac;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// On every row's LAN: our master or backup, the peer, and what is wrong.
class Fault : public testing::Test {
protected:
    Lan lan;
    void master() {
        lan.with({}).become(Role::master);
        lan.run(seconds{20});
    }
    void backup() {
        lan.with({.advertises = true, .owns = true}).run(seconds{20});
        ASSERT_EQ(lan.verdict(), Verdict::healthy);
    }
    void hear_each_second(const net::Bytes& frame, int times) {
        for (int i = 0; i < times; ++i) {
            lan.hear(frame);
            lan.run(seconds{1});
        }
    }
    void expect_no_split() const {
        EXPECT_THAT(lan.announced(), Not(Contains("split_brain")));
        EXPECT_THAT(lan.announced(), Not(Contains("suspected")));
    }
    void expect_explained() const {
        EXPECT_THAT(lan.report().evidence, Not(testing::IsEmpty()));
        EXPECT_NE(lan.report().reason, "");
    }
};

net::Bytes alien_advert() {
    return samples::advert({.mac = third_mac, .source = third_ip, .address = ip("10.0.0.99")});
}

// S20
TEST_F(Fault, AnotherGroupOnOurVridIsACollisionForTheMaster) {
    lan = Lan{seconds{1}, {}};
    master();
    hear_each_second(alien_advert(), 30);
    EXPECT_EQ(lan.verdict(), Verdict::vrid_collision);
    expect_no_split();
    expect_explained();
    lan.run(seconds{12});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST_F(Fault, AnotherGroupOnOurVridIsACollisionForABackupBesideItsMaster) {
    lan = Lan{seconds{1}, {}};
    backup();
    hear_each_second(alien_advert(), 30);
    EXPECT_EQ(lan.verdict(), Verdict::vrid_collision);
    expect_no_split();
}

// S21: the alien is stronger, so nobody serves.
TEST_F(Fault, AnAlienThatWonLeavesOurAddressUnowned) {
    lan = Lan{seconds{1}, {}};
    backup();
    lan.host().advertises = lan.host().owns = false;
    hear_each_second(alien_advert(), 20);
    EXPECT_EQ(lan.verdict(), Verdict::unowned);
    EXPECT_TRUE(lan.holds(Verdict::vrid_collision));
    expect_no_split();
}

// S22, S24
TEST_F(Fault, AdvertsThatAreRefusedAreAMisconfigurationSaidExactly) {
    backup();
    hear_each_second(samples::advert({.mac = third_mac, .source = third_ip, .hop_limit = 64}), 5);
    EXPECT_EQ(lan.verdict(), Verdict::misconfigured);
    EXPECT_THAT(lan.report().reason, HasSubstr("ttl"));
    expect_explained();
}

// S18
TEST_F(Fault, AMasterThatAdvertisesAndDoesNotAnswerIsABlackhole) {
    backup();
    lan.host().owns = lan.host().up = false;
    EXPECT_LE(lan.until(Verdict::master_blackhole), seconds{12});
    expect_explained();
    lan.host().owns = lan.host().up = true;
    EXPECT_LE(lan.until(Verdict::healthy), seconds{12});
    expect_no_split();
}

// S29
TEST_F(Fault, StandingStillIsSaidOnceItIsOver) {
    backup();
    lan.own.stalled_at = lan.now;
    lan.own.stalled_for = seconds{10};
    lan.tell();
    EXPECT_EQ(lan.verdict(), Verdict::stale_self);
    expect_explained();
    EXPECT_NEAR(net::seconds(lan.until(Verdict::healthy)), 10.8, 0.1);
}

// S36
TEST_F(Fault, AMasterThatComesAndGoesIsFlapping) {
    backup();
    for (int i = 0; i < 2; ++i) {
        lan.host().advertises = lan.host().owns = false;
        lan.run(seconds{4});
        lan.become(Role::master);
        lan.run(seconds{2});
        lan.become(Role::absent);
        lan.host().advertises = lan.host().owns = true;
        lan.run(seconds{2});
        lan.become(Role::backup);
        lan.run(seconds{2});
    }
    EXPECT_TRUE(lan.holds(Verdict::flapping));
    expect_no_split();
    lan.run(seconds{70});
    EXPECT_FALSE(lan.holds(Verdict::flapping));
}

// S12: its adverts are lost now and then; it takes over, is heard, and yields.
TEST_F(Fault, ALossyLineIsFlappingAndNoSplit) {
    master();
    for (int i = 0; i < 4; ++i) {
        lan.hear(samples::advert({}));
        lan.run(seconds{9});
    }
    EXPECT_TRUE(lan.holds(Verdict::flapping));
    EXPECT_THAT(lan.announced(), Not(Contains("split_brain")));
}

// S02, S03
TEST_F(Fault, TwoHundredHandOversAreNoFault) {
    backup();
    for (int i = 0; i < 200; ++i) {
        lan.hear(samples::advert({.priority = vrrp::leaving}));
        lan.host().advertises = false;
        lan.run(milliseconds{600});
        lan.become(Role::master);
        lan.host().owns = false;
        lan.run(seconds{3});
        lan.host().advertises = lan.host().owns = true;
        lan.host().priority = vrrp::Priority{200};
        lan.run(milliseconds{30});
        lan.become(Role::backup);
        lan.run(seconds{3});
    }
    EXPECT_THAT(lan.announced(), testing::IsSubsetOf({"healthy", "transition"}));
}

}  // namespace faults_test
}  // namespace holdfast::detector
