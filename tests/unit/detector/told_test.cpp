// The second channel as evidence, what we say by it, and what is ruled then (S05, S07, S10, S14, S16, S27 with hello).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/hellos.hpp"
#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace told_test {

using hello::State;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Settings with_hello(Policy policy = Policy::alert) {
    Settings settings = samples::settings_with_hello();
    settings.gateway_auto = false;
    settings.node = "lb1";
    settings.policy = policy;
    settings.startup_grace = seconds{5};
    return settings;
}

// The peer says each second what it does.
struct Channel {
    explicit Channel(Settings settings) : lan{std::move(settings)} { lan.with({}); }

    void run(int times, State state) {
        peer.state = state;
        for (int i = 0; i < times; ++i) {
            say();
            lan.run(seconds{1});
        }
    }
    void say() { lan.send(HelloHeard{samples::hello_ip, samples::hello_of({peer}, ++sequence)}); }
    // Both of us were well for a while.
    void begin(Role ours) {
        lan.host().advertises = lan.host().owns = ours == Role::backup;
        lan.become(Role::backup);
        run(3, State::backup);
        lan.become(ours);
        peer.heard = {{samples::own_ip, milliseconds{500}}};
        run(40, ours == Role::master ? State::backup : State::master);
    }

    Lan lan;
    hello::Instance peer = samples::told(State::backup);
    std::uint64_t sequence = 0;
};

TEST(Told, TwiceInARowThatItIsMasterIsASplit) {
    Channel channel{with_hello()};
    channel.begin(Role::master);
    EXPECT_EQ(channel.lan.verdict(), Verdict::healthy);
    channel.run(2, State::master);
    EXPECT_EQ(channel.lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(channel.lan.report().reason, HasSubstr("says that it is master too, with priority 100"));
    EXPECT_THAT(channel.lan.report().reason, HasSubstr("; its adverts do not reach us"));
    EXPECT_EQ(channel.lan.report().evidence.front().trust, Trust::authenticated);
}

TEST(Told, OnceIsNoProof) {
    Channel channel{with_hello()};
    channel.begin(Role::master);
    channel.run(1, State::master);
    channel.run(20, State::backup);
    EXPECT_THAT(channel.lan.announced(), Not(Contains("split_brain")));
}

TEST(Told, OnceAndAnswersAreProof) {
    Channel channel{with_hello()};
    channel.begin(Role::master);
    channel.lan.host().owns = true;
    channel.run(2, State::master);
    EXPECT_EQ(channel.lan.verdict(), Verdict::split_brain);
}

TEST(Told, DuringAHandOverIsNoSplit) {
    Channel channel{with_hello()};
    channel.begin(Role::master);
    channel.lan.hear(samples::advert({.mac = samples::own_mac, .source = samples::own_ip, .priority = vrrp::leaving}),
                     true);
    channel.run(1, State::master);
    channel.lan.become(Role::backup);
    channel.lan.host().advertises = channel.lan.host().owns = true;
    channel.run(20, State::master);
    EXPECT_THAT(channel.lan.announced(), testing::IsSubsetOf({"healthy", "transition"}));
}

TEST(Told, ThatItDoesNotHearUsIsTheCause) {  // S10
    Channel channel{with_hello()};
    channel.begin(Role::master);
    channel.peer.heard = {{samples::own_ip, seconds{60}}};
    channel.lan.host().advertises = true;
    channel.run(4, State::master);
    EXPECT_EQ(channel.lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(channel.lan.report().reason, HasSubstr("does not hear our adverts"));
}

TEST(Told, MakesANodeAMember) {
    Settings settings = with_hello();
    settings.instances.front().peers.clear();
    Channel channel{settings};
    channel.peer.settings = settings_digest(settings.instances.front());
    channel.begin(Role::master);
    channel.lan.host().owns = true;
    channel.run(11, State::backup);
    EXPECT_EQ(channel.lan.verdict(), Verdict::split_brain);  // no address conflict: it is known, and alive
}

TEST(Told, ByANodeWithOurOwnAddressIsAClone) {  // S27
    Channel channel{with_hello()};
    channel.begin(Role::master);
    channel.peer.primary = samples::own_ip;
    channel.run(3, State::master);
    EXPECT_EQ(channel.lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(channel.lan.report().detail, "clone");
}

TEST(Hello, SaysWhatWeAre) {
    Channel channel{with_hello()};
    channel.begin(Role::backup);
    channel.lan.own.pin = Pin::hold;
    channel.lan.tell();
    const hello::Message said = channel.lan.judge.hello(channel.lan.now);
    EXPECT_EQ(said.node, "lb1");
    EXPECT_EQ(said.gateways, hello::Path::unknown);
    EXPECT_THAT(said.macs, testing::ElementsAre(samples::own_mac));
    EXPECT_THAT(said.addresses, testing::ElementsAre(samples::own_ip, samples::ip("fe80::1")));
    ASSERT_EQ(said.instances.size(), 1U);
    const hello::Instance& web = said.instances.front();
    EXPECT_EQ(web.state, State::backup);
    EXPECT_EQ(web.primary, samples::own_ip);
    EXPECT_EQ(web.settings, settings_digest(samples::watched_instance()));
    EXPECT_EQ(web.since, seconds{40});
    EXPECT_TRUE(web.pinned);
    ASSERT_EQ(web.heard.size(), 1U);
    EXPECT_EQ(web.heard.front().source, samples::peer_ip);
    EXPECT_LE(web.heard.front().ago, seconds{1});
}

TEST(Hello, NamesNoVirtualAddress) {
    Channel channel{with_hello()};
    LocalInterfaces local = Lan::local();
    local.addresses.push_back({net::InterfaceIndex{2}, {samples::virtual_ip, 32}});
    channel.lan.send(local);
    EXPECT_THAT(channel.lan.judge.hello(channel.lan.now).addresses, Not(Contains(samples::virtual_ip)));
}

TEST(Ruling, TheLoserOfAProvenSplitYields) {  // S05, S07
    Channel channel{with_hello(Policy::yield)};
    channel.begin(Role::master);
    channel.peer.priority = vrrp::Priority{200};
    channel.run(6, State::master);
    ASSERT_EQ(channel.lan.carried.size(), 1U);
    const Carry& order = channel.lan.carried.front();
    EXPECT_EQ(order.measure, Measure::yield);
    EXPECT_EQ(order.instance, "web");
    EXPECT_EQ(order.verdict, Verdict::split_brain);
    EXPECT_THAT(order.reason, HasSubstr("says that it is master"));
    EXPECT_THAT(order.evidence, Contains(testing::Field(&Evidence::kind, EvidenceKind::hello)));
    EXPECT_THAT(channel.lan.report().ruling, Not(testing::IsEmpty()));
}

TEST(Ruling, TheWinnerStaysAndSaysSo) {
    Channel channel{with_hello(Policy::yield)};
    channel.begin(Role::master);
    channel.peer.priority = vrrp::Priority{50};
    channel.run(10, State::master);
    EXPECT_THAT(channel.lan.carried, testing::IsEmpty());
    EXPECT_THAT(channel.lan.report().ruling, testing::StartsWith("stays"));
}

TEST(Ruling, ADrillIsNeverCarriedOut) {
    Channel channel{with_hello(Policy::fence)};
    channel.begin(Role::master);
    channel.peer.priority = vrrp::Priority{200};
    channel.lan.send(Drill{"web", seconds{60}});
    channel.run(30, State::backup);
    EXPECT_EQ(channel.lan.report().detail, "drill");
    EXPECT_THAT(channel.lan.carried, testing::IsEmpty());
}

TEST(Ruling, InADryRunIsOnlyTold) {
    Settings settings = with_hello(Policy::fence);
    settings.dry_run = true;
    Channel channel{settings};
    channel.begin(Role::master);
    channel.peer.priority = vrrp::Priority{200};
    channel.run(10, State::master);
    ASSERT_FALSE(channel.lan.carried.empty());
    EXPECT_THAT(channel.lan.carried, testing::Each(testing::Field(&Carry::dry_run, true)));
}

TEST(Ruling, OnAnUnauthenticatedSplitNobodyMoves) {
    Settings settings = with_hello(Policy::fence);
    settings.hello.reset();
    Lan lan{settings};
    lan.with({}).run(milliseconds{20});
    lan.become(Role::master);
    lan.run(seconds{20});
    lan.host().priority = vrrp::Priority{200};
    lan.host().advertises = true;
    lan.run(seconds{20});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.carried, testing::IsEmpty());
}

}  // namespace told_test
}  // namespace holdfast::detector
