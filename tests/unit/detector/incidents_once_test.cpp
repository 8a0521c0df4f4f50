// What is told of an incident, and what is none: without a LAN.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/incidents.hpp"
#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace incidents_once_test {

using testing::IsEmpty;
using testing::SizeIs;
using Channel = Incidents::Channel;

constexpr net::Instant start{std::chrono::hours{1}};

// We are master for a minute; a master-down interval is 3.6 s.
class IncidentsTest : public testing::Test {
protected:
    IncidentsTest() {
        role.instance = "web";
        role.role = Role::master;
        role.since = start - std::chrono::minutes{1};
        incidents.role(role, start);
    }
    static net::Instant at(double second) {
        return start + std::chrono::duration_cast<net::Duration>(std::chrono::duration<double>{second});
    }
    void proven(double since, double last, double now) {
        Finding finding;
        finding.verdict = Verdict::split_brain;
        finding.since = at(since);
        finding.last = at(last);
        finding.who = "10.0.0.2";
        incidents.proven(finding, at(now));
    }
    // Once each second, until and with this one.
    void answers(Channel channel, double until, net::Duration patience = seconds{4}) {
        for (; next <= until; ++next) incidents.answers(samples::peer_ip, channel, patience, at(next));
    }
    void advertises(double now, vrrp::Priority priority = vrrp::Priority{100}) {
        incidents.advertises(samples::peer_ip, "10.0.0.2", priority, at(now));
    }
    std::vector<Incident> over(double now) { return incidents.over(at(now)); }

    OwnRole role;
    Incidents incidents{watched(seconds{1}, {samples::peer_ip})};
    double next = 0;
};

TEST_F(IncidentsTest, TellNoMomentTwice) {
    proven(0, 10, 11);
    ASSERT_THAT(over(12), SizeIs(1));
    proven(0, 20, 20);  // the same evidence, that was found wanting meanwhile
    const std::vector<Incident> second = over(21);
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_EQ(second.front().since, at(10));
    EXPECT_EQ(incidents.certain().total, seconds{20});
}

TEST_F(IncidentsTest, TellNothingThatIsPartOfWhatWasTold) {
    proven(0, 10, 11);
    ASSERT_THAT(over(12), SizeIs(1));
    proven(2, 10, 13);
    EXPECT_THAT(over(14), IsEmpty());
    EXPECT_EQ(incidents.certain().number, 1U);
}

TEST_F(IncidentsTest, MayBeOfAMemberThatComesBackAsMaster) {
    answers(Channel::ping, 10);
    advertises(30);
    const std::vector<Incident> told = over(33);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_FALSE(told.front().certain);
}

TEST_F(IncidentsTest, AreNotOfAnOwnerThatRestarts) {  // it advertises at once (RFC 9568 §6.4.1)
    answers(Channel::ping, 10);
    advertises(30, vrrp::Priority{255});
    EXPECT_THAT(over(33), IsEmpty());
}

TEST_F(IncidentsTest, AreNotOfAMemberWhoseHelloAloneIsLost) {
    answers(Channel::hello, 10, seconds{1});
    advertises(30);
    EXPECT_THAT(over(33), IsEmpty());
}

TEST_F(IncidentsTest, MayBeOfAMemberWhoseHelloComesBackWithItsAdverts) {
    answers(Channel::hello, 10, seconds{1});
    advertises(30);
    next = 31;
    answers(Channel::hello, 32, seconds{1});
    EXPECT_THAT(over(33), SizeIs(1));
}

TEST_F(IncidentsTest, WaitForAHelloAsLongAsItMayTake) {
    for (int i = 0; i < 3; ++i) incidents.answers(samples::peer_ip, Channel::hello, seconds{15}, at(i));
    advertises(30);
    EXPECT_THAT(over(44), IsEmpty());
    incidents.answers(samples::peer_ip, Channel::hello, seconds{15}, at(34));
    EXPECT_THAT(over(45), SizeIs(1));
}

// A hello was said too, once: pings come each 10 s, and one of them just before it takes over.
TEST_F(IncidentsTest, AreNotOfAMemberThatAnswersAsSeldomAsItIsAsked) {
    incidents.answers(samples::peer_ip, Channel::hello, seconds{1}, at(0));
    for (int i = 0; i <= 60; i += 10) incidents.answers(samples::peer_ip, Channel::ping, seconds{40}, at(i));
    advertises(60.5);
    EXPECT_THAT(over(63), IsEmpty());
}

TEST_F(IncidentsTest, KnowHowLongAPingMayTakeAfterAReload) {
    answers(Channel::ping, 10, seconds{4});
    for (int i = 20; i <= 60; i += 10) incidents.answers(samples::peer_ip, Channel::ping, seconds{40}, at(i));
    advertises(60.5);
    EXPECT_THAT(over(63), IsEmpty());
}

}  // namespace incidents_once_test
}  // namespace holdfast::detector
