#include "detector/neighbours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/hellos.hpp"

namespace holdfast::detector {
namespace neighbours_test {

using hello::State;
using samples::hello_ip;
using samples::hello_of;
using samples::ip;
using samples::peer_ip;
using samples::settings_with_hello;
using samples::told;
using samples::watched_instance;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

// T = 1 s, so one hello a second, and silence after three.
class NeighboursTest : public testing::Test {
protected:
    NeighboursTest() { neighbours.configure(settings_with_hello(), now); }

    void hear(State state) { neighbours.heard(hello_ip, hello_of({told(state)}, ++sequence), now); }
    std::vector<Testimony> about() const { return neighbours.about(watched_instance(), now); }
    NeighbourReport report() const { return neighbours.reports(now).front(); }

    net::Instant now{std::chrono::hours{1}};
    std::uint64_t sequence = 0;
    Neighbours neighbours;
};

TEST_F(NeighboursTest, TellWhatAFreshHelloSaid) {
    hear(State::master);
    ASSERT_THAT(about(), SizeIs(1));
    const Testimony testimony = about().front();
    EXPECT_EQ(testimony.node, "lb2");
    EXPECT_EQ(testimony.address, hello_ip);
    EXPECT_EQ(testimony.instance, told(State::master));
    EXPECT_EQ(testimony.at, now);
    EXPECT_FALSE(testimony.settings_differ);
}

TEST_F(NeighboursTest, TellNothingOfASilentOne) {
    hear(State::master);
    now += seconds{3};
    EXPECT_THAT(about(), IsEmpty());
}

TEST_F(NeighboursTest, TellNothingOfWhatIsUnproven) {
    neighbours.heard_unproven(hello_ip, now);
    EXPECT_THAT(about(), IsEmpty());
    EXPECT_FALSE(neighbours.any_heard(now));
}

TEST_F(NeighboursTest, TellNothingOfAStranger) {
    neighbours.heard(ip("10.9.0.77"), hello_of({told(State::master)}), now);
    EXPECT_THAT(about(), IsEmpty());
}

TEST_F(NeighboursTest, CountHowOftenInARowOneSaysThatItIsMaster) {
    hear(State::master);
    now += seconds{1};
    hear(State::master);
    EXPECT_EQ(about().front().in_a_row, 2);
    hear(State::backup);
    EXPECT_EQ(about().front().in_a_row, 0);
}

TEST_F(NeighboursTest, CountFromOneAgainAfterASilence) {
    hear(State::master);
    now += seconds{3};
    hear(State::master);
    EXPECT_EQ(about().front().in_a_row, 1);
}

TEST_F(NeighboursTest, CountFromOneAgainAfterTheOtherStartedAnew) {
    hear(State::master);
    hello::Message anew = hello_of({told(State::master)});
    anew.boot = {3};
    neighbours.heard(hello_ip, anew, now);
    EXPECT_EQ(about().front().in_a_row, 1);
}

TEST_F(NeighboursTest, IgnoreWhatWasOvertakenByNewerWord) {
    neighbours.heard(hello_ip, hello_of({told(State::backup)}, 8), now);
    neighbours.heard(hello_ip, hello_of({told(State::master)}, 7), now);
    EXPECT_EQ(about().front().instance.state, State::backup);
}

TEST_F(NeighboursTest, PutPartsTogether) {
    hello::Instance other = told(State::master);
    other.vrid = vrrp::Vrid{52};
    hear(State::backup);
    neighbours.heard(hello_ip, hello_of({other}, ++sequence), now);
    EXPECT_EQ(about().front().instance.state, State::backup);
}

TEST_F(NeighboursTest, ForgetAnInstanceThatIsNoLongerSpokenOf) {
    hear(State::master);
    for (int i = 0; i < 3; ++i) {
        now += seconds{1};
        neighbours.heard(hello_ip, hello_of({}, ++sequence), now);
    }
    EXPECT_TRUE(neighbours.missing(now).empty());
    EXPECT_THAT(about(), IsEmpty());
}

// S25
TEST_F(NeighboursTest, SayThatAConfiguredMemberIsConfiguredOtherwise) {
    hello::Instance other = told(State::backup);
    other.settings = 1;
    neighbours.heard(hello_ip, hello_of({other}), now);
    EXPECT_TRUE(about().front().settings_differ);
    EXPECT_TRUE(report().settings_differ);
}

TEST_F(NeighboursTest, TakeAGroupOfAnotherNetworkWithOurVridForNoMember) {
    hello::Instance elsewhere = told(State::master, ip("172.16.0.2"));
    elsewhere.settings = 1;
    neighbours.heard(hello_ip, hello_of({elsewhere}), now);
    EXPECT_THAT(about(), IsEmpty());
    EXPECT_FALSE(report().settings_differ);
}

TEST_F(NeighboursTest, PreferTheGroupThatIsConfiguredLikeOurs) {
    hello::Instance elsewhere = told(State::master, ip("172.16.0.2"));
    elsewhere.settings = 1;
    neighbours.heard(hello_ip, hello_of({elsewhere, told(State::backup)}), now);
    ASSERT_THAT(about(), SizeIs(1));
    EXPECT_EQ(about().front().instance.state, State::backup);
}

TEST_F(NeighboursTest, AreWaitedForBeforeTheyAreMissed) {
    now += milliseconds{2999};
    EXPECT_TRUE(neighbours.missing(now).empty());
    EXPECT_FALSE(neighbours.any_heard(now));
    now += milliseconds{1};
    EXPECT_FALSE(neighbours.missing(now).empty());
}

TEST_F(NeighboursTest, AreMissedAfterThreeIntervals) {
    hear(State::backup);
    EXPECT_EQ(neighbours.deadline(now), now + seconds{3});
    now += milliseconds{2999};
    EXPECT_TRUE(neighbours.missing(now).empty());
    now += milliseconds{1};
    EXPECT_FALSE(neighbours.missing(now).empty());
    EXPECT_EQ(neighbours.deadline(now), std::nullopt);
}

TEST_F(NeighboursTest, AreNotMissedForAPauseOfLessThanASecond) {
    Settings fast = settings_with_hello();
    fast.instances.front().advert_interval = vrrp::Centiseconds{10};
    neighbours.configure(fast, now);
    hear(State::backup);
    EXPECT_TRUE(neighbours.missing(now + milliseconds{999}).empty());
    EXPECT_FALSE(neighbours.missing(now + seconds{1}).empty());
}

TEST_F(NeighboursTest, AreShownAsOneWayWhileTheyDoNotHearUs) {
    neighbours.heard_unproven(hello_ip, now);
    EXPECT_TRUE(report().heard);
    EXPECT_FALSE(report().hears_us);
    EXPECT_EQ(report().last_received, std::nullopt);
}

TEST_F(NeighboursTest, AreShownAsHeardBothWays) {
    hear(State::backup);
    EXPECT_TRUE(report().heard);
    EXPECT_TRUE(report().hears_us);
    EXPECT_EQ(report().last_received, now);
    EXPECT_EQ(report().node, "lb2");
}

TEST_F(NeighboursTest, KeepTheirWordWhenTheConfigurationIsReadAgain) {
    hear(State::master);
    neighbours.configure(settings_with_hello({hello_ip, ip("10.9.0.3")}), now);
    EXPECT_THAT(about(), SizeIs(1));
    EXPECT_TRUE(neighbours.missing(now).empty());  // the new one is waited for
}

TEST_F(NeighboursTest, AreNotConfiguredWithoutHello) {
    neighbours.configure(Settings{}, now);
    EXPECT_FALSE(neighbours.configured());
    EXPECT_TRUE(neighbours.missing(now).empty());
    EXPECT_THAT(neighbours.reports(now), IsEmpty());
}

TEST(SettingsDigest, IsTheSameInWhateverOrderTheAddressesAreWritten) {
    WatchedInstance one = watched_instance();
    one.addresses = {ip("10.0.0.10"), ip("10.0.0.11")};
    WatchedInstance other = one;
    std::ranges::reverse(other.addresses);
    EXPECT_EQ(settings_digest(one), settings_digest(other));
}

TEST(SettingsDigest, LeavesOutWhatMayDiffer) {
    WatchedInstance other = watched_instance();
    other.name = "www";
    other.interface = "eth7";
    other.priority = vrrp::Priority{1};
    other.peers = {};
    other.virtual_mac = true;
    EXPECT_EQ(settings_digest(watched_instance()), settings_digest(other));
}

TEST(SettingsDigest, ShowsEverythingThatMustBeTheSame) {
    const WatchedInstance ours = watched_instance();
    std::vector<WatchedInstance> others(5, ours);
    others[0].vrid = vrrp::Vrid{52};
    others[1].version = vrrp::Version::v2;
    others[2].family = net::Family::ipv6;
    others[3].addresses.push_back(ip("10.0.0.11"));
    others[4].password = vrrp::Password{'x'};
    for (const WatchedInstance& other : others) EXPECT_NE(settings_digest(ours), settings_digest(other));
}

TEST(SettingsDigest, ShowsTheIntervalInVersion2AloneWhereItMustBeTheSame) {
    WatchedInstance ours = watched_instance();
    WatchedInstance other = ours;
    other.advert_interval = vrrp::Centiseconds{300};
    EXPECT_EQ(settings_digest(ours), settings_digest(other));
    ours.version = other.version = vrrp::Version::v2;
    EXPECT_NE(settings_digest(ours), settings_digest(other));
}

TEST(HelloInterval, IsTheSmallestAdvertIntervalWithinItsBounds) {
    Settings settings = settings_with_hello();
    EXPECT_EQ(hello_interval(settings), seconds{1});
    settings.instances.push_back(watched_instance());
    settings.instances.back().advert_interval = vrrp::Centiseconds{25};
    EXPECT_EQ(hello_interval(settings), milliseconds{250});
    settings.instances.back().advert_interval = vrrp::Centiseconds{1};
    EXPECT_EQ(hello_interval(settings), milliseconds{100});
    settings.hello->interval = seconds{5};
    EXPECT_EQ(hello_interval(settings), seconds{5});
}

}  // namespace neighbours_test
}  // namespace holdfast::detector
