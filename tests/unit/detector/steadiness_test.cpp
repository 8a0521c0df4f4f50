// What is flapping and what is only an operator at work; and a node that stood still.
#include "detector/steadiness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/pace.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace steadiness_test {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

constexpr net::Instant start{std::chrono::hours{1}};
constexpr net::Duration down = milliseconds{3609};

WatchedInstance instance() {
    WatchedInstance watched;
    watched.name = "web";
    watched.interface = "eth0";
    return watched;
}
const Source peer{.id = IdentityId{1}, .who = "10.0.0.2", .mac = "", .addresses = {}, .member = true};
const Source third{.id = IdentityId{2}, .who = "10.0.0.3", .mac = "", .addresses = {}, .member = true};

class SteadinessTest : public testing::Test {
protected:
    OwnRole as(Role role) const {
        OwnRole own;
        own.instance = "web";
        own.role = role;
        own.since = now;
        own.master_down_interval = down;
        return own;
    }
    void become(Role role, bool withdrawn = false) {
        OwnRole own = as(role);
        own.withdrawn = withdrawn;
        steadiness.role(own, now);
    }
    void stand_still(net::Duration duration) {
        OwnRole own = as(Role::backup);
        own.stalled_at = now;
        own.stalled_for = duration;
        steadiness.role(own, now);
    }
    void hear(const Source& master, int adverts = 1) {
        for (int i = 0; i < adverts; ++i) {
            now += seconds{1};
            steadiness.heard(master, now);
        }
    }
    void after(net::Duration time) {
        now += time;
        steadiness.advance(now);
    }
    bool holds(Verdict verdict) const {
        const auto is_it = [&](const Condition& c) { return c.verdict == verdict; };
        return std::ranges::any_of(steadiness.conditions(), is_it);
    }
    bool flapping() const { return holds(Verdict::flapping); }

    net::Instant now = start;
    Steadiness steadiness{instance()};
};

TEST_F(SteadinessTest, AStartAndOnePreemptionAreNormal) {
    become(Role::absent);
    become(Role::backup);
    become(Role::master);
    become(Role::backup);
    EXPECT_FALSE(flapping());
}

TEST_F(SteadinessTest, ThreeChangesWithinAMinuteAreFlapping) {
    become(Role::backup);
    for (const Role role : {Role::master, Role::backup}) {
        become(role);
        now += seconds{29};
        EXPECT_FALSE(flapping());
    }
    become(Role::master);
    EXPECT_TRUE(flapping());
    EXPECT_EQ(steadiness.conditions().front().reason,
              "3 changes of mastership within 58.0 s, the last: this node became master");
}

TEST_F(SteadinessTest, ThreeChangesInMoreThanAMinuteAreNot) {
    become(Role::backup);
    for (const Role role : {Role::master, Role::backup, Role::master}) {
        become(role);
        now += milliseconds{30'001};
    }
    EXPECT_FALSE(flapping());
}

TEST_F(SteadinessTest, FlappingEndsAfterAMinuteOfQuiet) {
    become(Role::backup);
    for (const Role role : {Role::master, Role::backup, Role::master}) become(role);
    EXPECT_EQ(steadiness.deadline(), now + seconds{60});
    after(seconds{60} - milliseconds{1});
    EXPECT_TRUE(flapping());
    after(milliseconds{1});
    EXPECT_FALSE(flapping());
    EXPECT_FALSE(steadiness.deadline());
}

// S36
TEST_F(SteadinessTest, AMasterWhoseLinkComesAndGoesIsFlapping) {
    become(Role::backup);
    become(Role::master);
    steadiness.resigned();  // a fault may be able to say so
    become(Role::absent);
    become(Role::backup);
    EXPECT_FALSE(flapping());
    become(Role::master);
    EXPECT_TRUE(flapping());
}

// S12
TEST_F(SteadinessTest, ABackupThatKeepsMissingTheMasterIsFlapping) {
    become(Role::backup);
    for (int i = 0; i < 2; ++i) {
        hear(peer, 3);
        now += down;
        become(Role::master);
        become(Role::backup);
    }
    EXPECT_TRUE(flapping());
}

// S11, S12
TEST_F(SteadinessTest, AMasterBesideWhomOthersComeAndGoIsFlapping) {
    become(Role::master);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(flapping());
        now += seconds{10};
        steadiness.rival_passed(peer, now);
    }
    EXPECT_TRUE(flapping());
    EXPECT_EQ(steadiness.evidence().front().count, 3U);
}

TEST_F(SteadinessTest, AnotherMasterEachTimeIsFlapping) {
    become(Role::backup);
    for (const Source& master : {peer, third, peer, third}) hear(master, 4);
    EXPECT_TRUE(flapping());
}

TEST_F(SteadinessTest, WhoWasFollowedBeforeWeWereMasterDoesNotMatter) {
    become(Role::backup);
    hear(peer);
    become(Role::master);
    now += seconds{10};
    become(Role::backup);
    hear(third, 4);
    EXPECT_FALSE(flapping());
}

TEST_F(SteadinessTest, TwoMastersSideBySideAreNotFlapping) {
    become(Role::backup);
    for (int i = 0; i < 30; ++i) {
        steadiness.heard(peer, now);
        hear(third);
    }
    EXPECT_FALSE(flapping());
}

// S03: drain and undrain, seen by the node itself …
TEST_F(SteadinessTest, AnOperatorMayHandOverAsOftenAsItPleases) {
    become(Role::backup);
    become(Role::master);
    for (int i = 0; i < 200; ++i) {
        steadiness.resigned();
        become(Role::backup);
        hear(peer, 2);
        become(Role::master);
    }
    EXPECT_FALSE(flapping());
}

// … by the other …
TEST_F(SteadinessTest, AMasterThatResignsAndComesBackIsNotFlapping) {
    become(Role::backup);
    for (int i = 0; i < 200; ++i) {
        hear(peer, 2);
        steadiness.resigned();
        become(Role::master);
        now += seconds{2};
        become(Role::backup);
    }
    EXPECT_FALSE(flapping());
}

// … and by a third.
TEST_F(SteadinessTest, AWitnessOfHandOversSeesNoFlapping) {
    become(Role::backup);
    for (int i = 0; i < 200; ++i) {
        hear(peer, 4);
        steadiness.resigned();
        hear(third, 4);
    }
    EXPECT_FALSE(flapping());
}

TEST_F(SteadinessTest, BeingWithdrawnIsNoChangeOfOurs) {
    become(Role::backup);
    become(Role::master);
    now += seconds{5};
    become(Role::backup, true);
    become(Role::master);
    EXPECT_FALSE(flapping());
}

TEST_F(SteadinessTest, AResignationExplainsItsSuccessionAndTheReturnAndNoMore) {
    become(Role::backup);
    hear(peer, 2);
    steadiness.resigned();
    for (int i = 0; i < 2; ++i) {
        become(Role::master);
        become(Role::backup);
    }
    EXPECT_FALSE(flapping());
    become(Role::master);
    EXPECT_TRUE(flapping());
}

TEST_F(SteadinessTest, TheTrustOfFlappingIsThatOfItsBestEvidence) {
    become(Role::backup);
    Source stranger = third;
    stranger.member = false;
    for (const Source& master : {peer, stranger, peer, stranger}) hear(master, 4);
    EXPECT_EQ(steadiness.conditions().front().trust, Trust::known_peer);
    become(Role::master);
    EXPECT_EQ(steadiness.conditions().front().trust, Trust::local_fact);
}

// S29, S30, S41
TEST_F(SteadinessTest, StandingStillForHalfTheMasterDownIntervalIsStale) {
    stand_still(down / 2);
    EXPECT_FALSE(holds(Verdict::stale_self));
    stand_still(down / 2 + milliseconds{1});
    EXPECT_TRUE(holds(Verdict::stale_self));
    EXPECT_EQ(steadiness.conditions().front().reason,
              "this node stood still for 1.8 s, longer than half the master-down interval");
    EXPECT_THAT(steadiness.evidence(), SizeIs(1));
}

TEST_F(SteadinessTest, StaleEndsAfterTheClearingTime) {
    stand_still(seconds{10});
    EXPECT_EQ(steadiness.deadline(), now + clearing_time(down));
    after(clearing_time(down) - milliseconds{1});
    EXPECT_TRUE(holds(Verdict::stale_self));
    after(milliseconds{1});
    EXPECT_THAT(steadiness.conditions(), IsEmpty());
    EXPECT_FALSE(steadiness.deadline());
}

TEST_F(SteadinessTest, ANodeThatNeverStoodStillIsNotStale) {
    become(Role::master);
    EXPECT_THAT(steadiness.conditions(), IsEmpty());
}

}  // namespace steadiness_test
}  // namespace holdfast::detector
