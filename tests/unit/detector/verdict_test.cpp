// How verdicts last, clear, repeat and are told.
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace verdict_test {

using testing::HasSubstr;

Lan master(std::vector<net::IpAddress> peers = {samples::peer_ip}) {
    Lan lan{seconds{1}, std::move(peers)};
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{33});
    return lan;
}

Lan split() {
    Lan lan = master();
    lan.host().advertises = lan.host().owns = true;
    lan.until(Verdict::split_brain);
    return lan;
}

void heal(Lan& lan) {
    lan.host().advertises = lan.host().owns = false;
}

// Of T = 1 s and priority 100.
constexpr net::Duration clear_time = 3 * vrrp::master_down_interval(vrrp::Version::v3, vrrp::Priority{100}, seconds{1});

TEST(Split, ClearsThreeMasterDownIntervalsAfterTheLastEvidence) {
    Lan lan = split();
    heal(lan);
    lan.run(clear_time - seconds{1});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    lan.run(seconds{1});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Split, StaysWhileASilentOwnerKeepsAnswering) {
    Lan lan = split();
    lan.host().advertises = false;
    lan.run(seconds{120});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

TEST(Split, TakesTwiceAsLongToClearWhenItComesBack) {
    Lan lan = split();
    heal(lan);
    lan.until(Verdict::healthy);
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    heal(lan);
    const net::Duration second = lan.until(Verdict::healthy);
    EXPECT_GT(second, 2 * clear_time - seconds{1});
    EXPECT_LE(second, 2 * clear_time + milliseconds{1});
}

TEST(Split, NeverTakesLongerThanFiveMinutesToClear) {
    Lan lan = split();
    for (int i = 0; i < 8; ++i) {
        heal(lan);
        lan.until(Verdict::healthy, std::chrono::minutes{10});
        lan.host().advertises = true;
        lan.until(Verdict::split_brain);
    }
    heal(lan);
    EXPECT_LE(lan.until(Verdict::healthy, std::chrono::minutes{10}), std::chrono::minutes{5});
}

TEST(Split, EndsByATransitionWhenWeBecomeBackup) {
    Lan lan = split();
    lan.become(Role::backup);
    EXPECT_EQ(lan.verdict(), Verdict::transition);
    EXPECT_EQ(lan.until(Verdict::healthy), seconds{2});
}

TEST(Split, CountsItsTimeWhileItLastsAndKeepsIt) {
    Lan lan = split();
    lan.run(seconds{4});
    EXPECT_EQ(lan.report().split_total, seconds{4});
    lan.become(Role::backup);
    lan.run(seconds{10});
    EXPECT_EQ(lan.report().split_total, seconds{4});
}

TEST(Split, IsMeasuredFromTheFirstEvidence) {
    Lan lan = master();
    lan.host().advertises = true;
    lan.until(Verdict::split_brain);
    const net::Histogram detection = lan.report().detection;
    EXPECT_EQ(std::accumulate(detection.counts.begin(), detection.counts.end(), std::uint64_t{0}), 1U);
    EXPECT_NEAR(detection.sum, 2.0, 0.1);
}

TEST(Owners, AreTwoInASplitAndOneAgainAfterIt) {
    Lan lan = split();
    EXPECT_EQ(lan.owners(), 2);
    heal(lan);
    lan.run(seconds{8});
    EXPECT_EQ(lan.owners(), 1);
}

TEST(Owners, AreNoneWhenNobodySpeaksForTheAddress) {
    Lan lan;
    lan.run(seconds{10});
    EXPECT_EQ(lan.owners(), 0);
}

TEST(Owners, DoNotIncludeWhoResigned) {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{10});
    lan.host().advertises = false;
    lan.hear(samples::advert({.priority = vrrp::leaving}));
    EXPECT_EQ(lan.owners(), 0);
}

TEST(Owners, ATakeOverLeavesOne) {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{10});
    EXPECT_EQ(lan.owners(), 1);
    lan.hosts.clear();
    lan.become(Role::master);
    EXPECT_EQ(lan.owners(), 1);
}

TEST(Probing, AsksThreeTimesAfterATakeOverThenEachAuditInterval) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.probes.clear();
    const net::Instant start = lan.now;
    lan.become(Role::master);
    lan.run(seconds{12});
    ASSERT_EQ(lan.probes.size(), 6U);
    EXPECT_EQ(lan.probes.at(0).first - start, milliseconds{500});
    EXPECT_EQ(lan.probes.at(1).first - start, milliseconds{800});
    EXPECT_EQ(lan.probes.at(2).first - start, milliseconds{1100});
    EXPECT_LE(lan.probes.at(3).first - lan.probes.at(2).first, seconds{10});
    EXPECT_GE(lan.probes.at(3).first - lan.probes.at(2).first, seconds{7});
}

TEST(Probing, BeginsAnewWithEachTakeOver) {
    Lan lan;
    lan.with({}).become(Role::master);
    lan.run(milliseconds{600});
    lan.become(Role::backup);
    lan.run(seconds{5});
    lan.probes.clear();
    const net::Instant start = lan.now;
    lan.become(Role::master);
    lan.run(seconds{1});
    ASSERT_FALSE(lan.probes.empty());
    EXPECT_EQ(lan.probes.front().first - start, milliseconds{500});
}

TEST(Probing, GoesOnWhenWeResignedAndStayAllTheSame) {
    Lan lan = master();
    lan.hear(samples::advert({.mac = samples::own_mac, .source = samples::own_ip, .priority = vrrp::leaving}), true);
    lan.probes.clear();
    lan.run(seconds{3});
    EXPECT_EQ(lan.probes.size(), 3U);
}

TEST(Probing, IsForBackupsToo) {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{3});
    lan.probes.clear();
    lan.run(seconds{60});
    EXPECT_GE(lan.probes.size(), 18U);
    EXPECT_LE(lan.probes.size(), 24U);
}

TEST(Probing, OnSuspicionIsThreeProbesInTwoSecondsAtMost) {
    Lan lan = master();
    lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
    lan.until(Verdict::suspected);
    lan.probes.clear();
    lan.run(milliseconds{5990});
    EXPECT_LE(lan.probes.size(), 9U);
    EXPECT_GE(lan.probes.size(), 6U);
}

TEST(Jeopardy, IsAMasterWhosePeersAllFellSilent) {
    Lan lan = master();
    lan.host().up = false;
    EXPECT_LE(lan.until(Verdict::jeopardy), seconds{4});
    EXPECT_THAT(lan.report().reason, HasSubstr("no peer answers pings (10.0.0.2)"));
    EXPECT_EQ(lan.report().evidence.front().kind, EvidenceKind::silence);
}

TEST(Jeopardy, EndsAfterTwiceAsManyAnswers) {
    Lan lan = master();
    lan.host().up = false;
    lan.until(Verdict::jeopardy);
    lan.host().up = true;
    EXPECT_NEAR(net::seconds(lan.until(Verdict::healthy)), 6, 1);
}

TEST(Jeopardy, NeedsAListOfPeers) {
    Lan lan = master({});
    lan.host().up = false;
    lan.run(seconds{30});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Gateways, ThatAllFellSilentAreAnUpstreamThatIsDown) {
    Settings told = settings(watched(seconds{1}, {samples::peer_ip}));
    told.gateways = {samples::ip("10.0.0.254")};
    Lan lan{told};
    lan.with({}).with({.ip = samples::ip("10.0.0.254")}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{10});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
    lan.host(samples::ip("10.0.0.254")).up = false;
    lan.run(seconds{5});
    EXPECT_EQ(lan.verdict(), Verdict::upstream_down);
    EXPECT_FALSE(lan.judge.report(lan.now).gateways.front().up);
}

TEST(Jeopardy, GivesWayToASplitAndIsNamedBesideIt) {
    Lan lan = split();
    lan.host().up = false;
    lan.run(seconds{4});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.report().also, testing::ElementsAre(Verdict::jeopardy));
}

TEST(Blind, IsAWatchWhoseTapFailed) {
    Lan lan = master();
    lan.send(TapFailed{"eth0", "the interface is missing"});
    EXPECT_EQ(lan.verdict(), Verdict::blind);
    EXPECT_EQ(lan.report().reason, "cannot listen on eth0: the interface is missing");
    EXPECT_EQ(lan.report().evidence.front().kind, EvidenceKind::local_fault);
    lan.send(TapWorks{"eth0"});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Blind, IsAMasterThatDoesNotEvenSeeItsOwnAdverts) {
    Lan lan = master();
    lan.mute = true;
    const net::Duration bound = 2 * clear_time / 3;
    EXPECT_NEAR(net::seconds(lan.until(Verdict::blind)), net::seconds(bound), 1);
    lan.mute = false;
    EXPECT_LE(lan.until(Verdict::healthy), seconds{1});
}

// A silent tap is made anew each ten seconds, whatever the interval.
TEST(Blind, IsNotCuredByATapThatIsMadeAnewAndStillShowsNothing) {
    for (const seconds interval : {seconds{1}, seconds{4}}) {
        Lan lan{interval};
        lan.with({}).become(Role::master);
        lan.run(seconds{20});
        lan.mute = true;
        lan.host().up = false;
        for (int i = 0; i < 6; ++i) {
            lan.run(seconds{10});
            lan.send(TapWorks{"eth0"});
        }
        EXPECT_TRUE(lan.holds(Verdict::blind)) << interval.count();
    }
}

TEST(Blind, IsNotAMasterWhoseInterfaceIsDown) {
    Lan lan = master();
    lan.mute = true;
    LocalInterfaces down = Lan::local();
    down.links.front().up = false;
    lan.send(down);
    lan.run(seconds{30});
    EXPECT_EQ(lan.verdict(), Verdict::healthy);
}

TEST(Note, OfASplitTellsWhoAndHowItIsKnown) {
    const Lan lan = split();
    const net::Note& note = lan.notes.back();
    EXPECT_EQ(note.level, net::Level::error);
    EXPECT_THAT(to_string(note),
                HasSubstr("verdict instance=web from=suspected to=split_brain severity=critical reason="));
    EXPECT_THAT(note.fields.back().second, HasSubstr("foreign_advert from 10.0.0.2 x"));
}

TEST(Gateways, OfTheDefaultRouteAreUsedOnlyWhenAsked) {
    Lan lan;
    lan.send(GatewaysFound{{samples::ip("10.0.0.254")}});
    EXPECT_THAT(lan.judge.report(lan.now).gateways, testing::IsEmpty());
    Settings automatic = settings(watched(seconds{1}, {}));
    automatic.gateway_auto = true;
    lan.send(Reconfigured{automatic});
    lan.send(GatewaysFound{{samples::ip("10.0.0.254")}});
    EXPECT_THAT(lan.judge.targets(), testing::ElementsAre(samples::ip("10.0.0.254")));
}

}  // namespace verdict_test
}  // namespace holdfast::detector
