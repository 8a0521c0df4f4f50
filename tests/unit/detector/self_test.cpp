// What we learn of ourselves: loops, clones, second daemons, adverts that cannot leave, silence, drills (S19, S27, S39,
// S43 of the fault table).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace self_test {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Lan with_role(Role role, bool virtual_mac = false) {
    WatchedInstance instance = watched(seconds{1}, {samples::peer_ip});
    instance.virtual_mac = virtual_mac;
    Lan lan{settings(instance)};
    lan.with({.virtual_mac = virtual_mac});
    if (role == Role::backup) lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{3});
    lan.become(role);
    lan.run(seconds{33});
    return lan;
}

class Loop : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Macs, Loop, testing::Bool(), [](const auto& p) { return p.param ? "VirtualMac" : "OwnMac"; });

TEST_P(Loop, IsOurOwnAdvertThatComesBackAndNoRival) {
    Lan lan = with_role(Role::master, GetParam());
    for (int i = 0; i < 10; ++i) {
        lan.run(seconds{1});
        lan.hear(lan.own_advert(), true);
        lan.run(milliseconds{1});
        lan.hear(lan.own_advert());
        lan.run(milliseconds{10});
        EXPECT_EQ(lan.verdict(), Verdict::loop);
    }
    EXPECT_EQ(lan.total(EvidenceKind::loop), 10U);
    EXPECT_EQ(lan.total(EvidenceKind::foreign_advert), 0U);
    EXPECT_THAT(lan.announced(), Not(Contains("suspected")));
}

TEST_P(Loop, IsOurOwnAnnouncementThatComesBackIfItsMacIsOurs) {
    Lan lan = with_role(Role::master, GetParam());
    const net::Bytes announcement =
        samples::gratuitous_arp(GetParam() ? samples::virtual_mac : samples::own_mac, samples::virtual_ip);
    lan.hear(announcement, true);
    lan.run(milliseconds{1});
    lan.hear(announcement);
    lan.run(milliseconds{10});
    // S08: of a virtual MAC it may be another owner's
    EXPECT_EQ(lan.verdict(), GetParam() ? Verdict::healthy : Verdict::loop);
    EXPECT_EQ(lan.total(EvidenceKind::claim), 0U);
}

TEST_P(Loop, ClearsByTheUsualTime) {
    Lan lan = with_role(Role::master, GetParam());
    lan.hear(lan.own_advert(), true);
    lan.hear(lan.own_advert());
    lan.run(milliseconds{10});
    EXPECT_LE(lan.until(Verdict::healthy), 3 * milliseconds{3610});
}

TEST(Clone, AdvertisesFromOurAddressAndAnotherMac) {
    Lan lan = with_role(Role::master);
    for (int i = 0; i < 3; ++i) {
        lan.hear(samples::advert({.mac = samples::stranger_mac, .source = samples::own_ip}));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(lan.report().detail, "clone");
    EXPECT_EQ(lan.report().reason,
              "10.0.0.1 (52:54:00:00:00:66) advertises as master from our own address: a clone of this node on eth0");
    EXPECT_EQ(lan.total(EvidenceKind::loop), 0U);
}

TEST(Clone, WithTheVirtualMacIsToldByWhatWeDidNotSend) {
    Lan lan = with_role(Role::master, true);
    const net::Bytes other =
        samples::advert({.mac = samples::virtual_mac, .source = samples::own_ip, .priority = vrrp::Priority{101}});
    for (int i = 0; i < 3; ++i) {
        lan.hear(other);
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(lan.report().detail, "clone");
}

TEST(SecondDaemon, AdvertisesFromThisHostAlthoughWeAreBackup) {
    Lan lan = with_role(Role::backup);
    for (int i = 0; i < 3; ++i) {
        lan.hear(lan.own_advert(), true);
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::duplicate_daemon);
    EXPECT_EQ(lan.report().evidence.front().trust, Trust::local_fact);
    lan.run(seconds{15});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(SecondDaemon, AdvertisesWithAPriorityThatIsNotOurs) {
    Lan lan = with_role(Role::master);
    for (int i = 0; i < 3; ++i) {
        lan.hear(samples::advert({.mac = samples::own_mac, .source = samples::own_ip, .priority = vrrp::Priority{42}}),
                 true);
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::duplicate_daemon);
    EXPECT_THAT(lan.report().reason, HasSubstr("with a priority that is not ours, 42"));
}

TEST(SecondDaemon, IsNotOurOwnOfWhoseChangeWeHearLate) {
    Lan lan = with_role(Role::backup);
    lan.host().advertises = lan.host().owns = false;
    lan.hear(lan.own_advert(), true);
    lan.run(milliseconds{500});
    lan.become(Role::master);
    lan.own.priority = vrrp::Priority{100};
    lan.run(seconds{10});
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

TEST(SecondDaemon, IsNotTheLastWordOfOneReignAndTheOnlyOneOfTheNext) {  // S12: told too late, both times
    Lan lan = with_role(Role::backup);
    for (int i = 0; i < 2; ++i) {
        lan.hear(lan.own_advert(), true);
        lan.run(milliseconds{1200});
    }
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

TEST(SecondDaemon, IsNotOurOwnOfAReignThatWasOverBeforeWeHeardOfIt) {  // S12
    Lan lan = with_role(Role::backup);
    for (int i = 0; i < 10; ++i) {
        lan.hear(lan.own_advert(), true);
        lan.run(milliseconds{20});
        lan.become(Role::backup);
        lan.run(milliseconds{980});
    }
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

// Ours go out too, each second.
void advertise_beside_ours(Lan& lan, int adverts) {
    for (int i = 0; i < adverts; ++i) {
        lan.run(milliseconds{400});
        lan.hear(lan.own_advert(), true);
        lan.run(milliseconds{600});
    }
}

TEST(SecondDaemon, WithOurPriorityIsToldByHowOftenWeSeemToAdvertise) {
    Lan lan = with_role(Role::master);
    advertise_beside_ours(lan, 20);
    EXPECT_EQ(lan.verdict(), Verdict::duplicate_daemon);
    EXPECT_THAT(lan.report().reason, HasSubstr("more often than we send them"));
    lan.run(seconds{30});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(SecondDaemon, IsNotOurOwnThatAdvertisesToSeveralPeers) {
    Lan lan = with_role(Role::master);
    for (int i = 0; i < 40; ++i) {
        for (int j = 0; j < 3; ++j) lan.hear(lan.own_advert(), true);
        lan.run(seconds{1});
    }
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

// What left in the last 12 s, with other things to read in between.
void read_late(Lan& lan) {
    for (int seconds_ago = 12; seconds_ago > 0; --seconds_ago) {
        lan.send(FrameSeen{"eth0", lan.own_advert(), true, seconds{seconds_ago}});
        lan.run(milliseconds{50});
    }
}

TEST(SecondDaemon, IsNotOurOwnWhoseAdvertsAreReadLate) {
    Lan lan = with_role(Role::master);
    lan.mute = true;  // what is read is below
    for (int i = 0; i < 4; ++i) {
        lan.run(seconds{12});
        read_late(lan);
    }
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

TEST(SecondDaemon, IsNotOurOwnWhoseReignWasOverWhenItsAdvertsWereRead) {
    Lan lan = with_role(Role::master);
    lan.mute = true;
    lan.run(seconds{12});
    lan.become(Role::backup);
    read_late(lan);
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

TEST(SecondDaemon, IsNotOurOwnThatSpeaksUpAgainstARival) {
    Lan lan = with_role(Role::master);
    for (int i = 0; i < 40; ++i) {
        lan.hear(
            samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip, .priority = vrrp::Priority{1}}));
        advertise_beside_ours(lan, 1);
    }
    EXPECT_THAT(lan.announced(), Not(Contains("duplicate_daemon")));
}

TEST(StaleSelf, IsSaidByANodeThatOversleptAndFellBack) {  // S29, S41: late says so
    Lan lan = with_role(Role::master);
    lan.now += seconds{4};
    lan.become(Role::backup);  // somebody took over meanwhile
    lan.own.stalled_at = lan.now;
    lan.own.stalled_for = seconds{4};
    lan.tell();
    EXPECT_TRUE(lan.holds(Verdict::stale_self));
    lan.run(seconds{3});
    EXPECT_EQ(lan.verdict(), Verdict::stale_self);
    EXPECT_THAT(lan.report().reason, HasSubstr("this node stood still for 4.0 s"));
    EXPECT_EQ(lan.report().evidence.front().trust, Trust::local_fact);
}

TEST(TransmitFailures, AreEvidenceAndACauseOfTheSplit) {
    Lan lan = with_role(Role::master);
    lan.own.transmit_failures = 3;
    lan.tell();
    EXPECT_EQ(lan.report().evidence.front().what, "3 adverts could not be sent");
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    EXPECT_THAT(lan.report().reason, HasSubstr("; our adverts could not be sent"));
}

TEST(Adverts, ThatExceedTheMtuAreACauseOfTheSplit) {
    WatchedInstance instance = watched(seconds{1}, {samples::peer_ip});
    for (int i = 0; i < 254; ++i)
        instance.addresses.push_back(net::IpAddress::v4(10, 1, 0, static_cast<std::uint8_t>(i)));
    Lan lan{settings(instance)};
    LocalInterfaces local = Lan::local();
    local.links.front().mtu = 1000;
    lan.send(local);
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{10});
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    EXPECT_THAT(lan.report().reason, HasSubstr("; our adverts of 1048 bytes exceed the MTU of 1000"));
}

TEST(Reception, ThatStandsStillIsEvidence) {
    Lan lan = with_role(Role::backup);
    lan.host().advertises = false;
    for (int i = 0; i < 5; ++i) {
        lan.send(ReceptionCounted{"eth0", 1000});
        lan.run(seconds{1});
    }
    const auto nothing = testing::Field(&Evidence::what, "receives nothing on eth0");
    EXPECT_THAT(lan.report().evidence, Contains(nothing));
}

TEST(Reception, ThatGoesOnIsNone) {
    Lan lan = with_role(Role::backup);
    for (std::uint64_t i = 0; i < 10; ++i) {
        lan.send(ReceptionCounted{"eth0", 1000 + i});
        lan.run(seconds{1});
    }
    EXPECT_THAT(lan.report().evidence, testing::IsEmpty());
}

TEST(Drill, IsShownAsTheSplitThatItRehearses) {
    Lan lan = with_role(Role::master);
    lan.send(Drill{"web", seconds{30}});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(lan.report().detail, "drill");
    EXPECT_THAT(lan.report().reason, testing::StartsWith("DRILL: "));
    EXPECT_EQ(lan.notes.back().level, net::Level::error);
    EXPECT_NEAR(net::seconds(lan.until(Verdict::healthy)), 30, 0.1);
    EXPECT_EQ(lan.report().split_total, net::Duration::zero());
}

TEST(Drill, GivesWayToARealSplitWhichIsTold) {
    Lan lan = with_role(Role::master);
    lan.send(Drill{"web", seconds{30}});
    lan.host().advertises = true;
    lan.run(seconds{4});
    EXPECT_EQ(lan.report().detail, "");
    EXPECT_THAT(lan.report().reason, HasSubstr("also advertises"));
    EXPECT_GT(lan.report().split_total, net::Duration::zero());
}

TEST(Drill, GivesWayToWhateverElseIsCritical) {
    Lan lan = with_role(Role::master);
    lan.send(Drill{"web", seconds{30}});
    for (int i = 0; i < 4; ++i) {
        lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
        lan.run(seconds{1});
    }
    EXPECT_EQ(lan.verdict(), Verdict::address_conflict);
    EXPECT_GT(lan.report().split_total, seconds{1});
}

// What fails this host's health.
class Failure : public testing::Test {
protected:
    Lan lan = with_role(Role::master);
    void stranger_claims() {
        for (int i = 0; i < 4; ++i) {
            lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
            lan.run(seconds{1});
        }
    }
};

TEST_F(Failure, IsNoneWhileAllIsWell) {
    EXPECT_EQ(lan.report().failure, "");
}

TEST_F(Failure, IsASplit) {
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    EXPECT_EQ(lan.report().failure, "split_brain: " + lan.report().reason);
}

TEST_F(Failure, IsNothingThatStrangersAloneAreSeenToDo) {
    stranger_claims();
    ASSERT_EQ(lan.verdict(), Verdict::address_conflict);
    EXPECT_EQ(lan.report().failure, "");
}

TEST_F(Failure, IsNotHiddenByWhatStrangersDo) {
    for (int i = 0; i < 3; ++i) {
        lan.hear(samples::advert({.mac = samples::own_mac, .source = samples::own_ip, .priority = vrrp::Priority{42}}),
                 true);
        lan.run(seconds{1});
    }
    stranger_claims();
    ASSERT_EQ(lan.verdict(), Verdict::address_conflict);
    EXPECT_THAT(lan.report().failure, testing::StartsWith("duplicate_daemon: "));
}

TEST_F(Failure, IsNoDrill) {
    lan.send(Drill{"web", seconds{30}});
    ASSERT_EQ(lan.report().detail, "drill");
    EXPECT_EQ(lan.report().failure, "");
}

TEST(Drill, OfAnotherInstanceIsNotOurs) {
    Lan lan = with_role(Role::master);
    lan.send(Drill{"mail", seconds{30}});
    lan.run(seconds{1});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

}  // namespace self_test
}  // namespace holdfast::detector
