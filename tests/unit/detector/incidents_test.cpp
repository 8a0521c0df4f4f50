// How long two served at once, told when it is over (S52).
#include "detector/incidents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/hellos.hpp"
#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace incidents_test {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<net::Note> incidents(const Lan& lan) {
    std::vector<net::Note> all;
    std::ranges::copy_if(lan.notes, std::back_inserter(all), [](const net::Note& n) { return n.event == "incident"; });
    return all;
}

std::string field(const net::Note& note, const std::string& name) {
    const auto found = std::ranges::find(note.fields, name, &std::pair<std::string, std::string>::first);
    return found != note.fields.end() ? found->second : "";
}

double seconds_of(const net::Note& note) {
    return std::stod(field(note, "seconds"));
}

// Our master's peer was there, as a backup.
Lan pair() {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{30});
    return lan;
}

// Nothing goes through for `lasts`; the peer takes over, and is heard once when that ends.
void cut(Lan& lan, net::Duration lasts) {
    lan.host().up = false;
    lan.run(lasts);
    lan.host().up = true;
    lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip}));
}

TEST(Incident, OfASplitThatWasProvenIsToldWhenItIsOver) {
    Lan lan = pair();
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{20});
    EXPECT_THAT(incidents(lan), IsEmpty());
    lan.host().advertises = lan.host().owns = false;
    lan.run(seconds{30});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    const net::Note told = incidents(lan).front();
    EXPECT_EQ(field(told, "verdict"), "split_brain");
    EXPECT_EQ(field(told, "other"), "10.0.0.2");
    EXPECT_EQ(field(told, "certain"), "true");
    EXPECT_NEAR(seconds_of(told), 20, 1.1);  // without the time that the verdict needs to clear
    EXPECT_NEAR(std::stod(field(told, "ended_seconds_ago")), 10.8, 1.1);
}

TEST(Incident, EndsWhenWeLetGo) {
    Lan lan = pair();
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{20});
    lan.become(Role::backup);
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 20, 0.2);
}

TEST(Incident, OfACutIsPossibleForTheMasterThatHearsAnotherWhenItHeals) {
    Lan lan = pair();
    cut(lan, seconds{20});
    lan.run(seconds{5});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    const net::Note told = incidents(lan).front();
    EXPECT_EQ(field(told, "certain"), "false");
    EXPECT_EQ(field(told, "other"), "10.0.0.2");
    EXPECT_NEAR(seconds_of(told), 18.5, 0.6);  // nobody takes over sooner than two intervals after its last sign
    EXPECT_THAT(field(told, "reason"), HasSubstr("may have served beside this node for up to"));
    EXPECT_THAT(lan.announced(), testing::Not(testing::Contains("split_brain")));
}

TEST(Incident, OfACutIsPossibleForTheOneThatYieldsToo) {
    Lan lan = pair();
    lan.host().up = false;
    lan.run(seconds{20});
    lan.host().up = true;
    lan.become(Role::backup);  // its engine heard the advert first
    lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip, .priority = vrrp::Priority{200}}));
    lan.run(seconds{5});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(field(incidents(lan).front(), "certain"), "false");
}

TEST(Incident, CountsFromOurOwnTakeOverIfThatWasLater) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.host().up = false;
    lan.run(seconds{30});
    lan.become(Role::master);
    lan.run(seconds{5});
    lan.host().up = true;
    lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip, .priority = vrrp::Priority{200}}));
    lan.run(seconds{5});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 5, 0.2);
}

TEST(Incident, IsNoneWhenAPeerReturnsListensAndTakesOver) {
    Lan lan = pair();
    lan.host().up = false;
    lan.run(seconds{20});
    lan.host().up = true;
    lan.run(seconds{3});
    lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip, .priority = vrrp::Priority{200}}));
    lan.become(Role::backup);
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, IsNoneWhenThePeerWasHeardAllTheTime) {
    Lan lan = pair();
    lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip}));
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, IsNoneWhenTheSilenceWasTooShortToTakeOverIn) {
    Lan lan = pair();
    cut(lan, seconds{3});
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, IsNoneWhenWeStoodStillOurselves) {  // S29, S30: stale_self says so
    Lan lan = pair();
    cut(lan, seconds{20});
    lan.own.stalled_at = lan.now;
    lan.own.stalled_for = seconds{18};
    lan.tell();
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, IsNoneForABackup) {
    Lan lan;
    lan.with({}).run(seconds{3});
    cut(lan, seconds{20});
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, OfStrangersNamesWhatWasProven) {
    Lan lan = pair();
    for (int i = 0; i < 5; ++i) {
        lan.hear(samples::gratuitous_arp(samples::stranger_mac, samples::virtual_ip));
        lan.run(seconds{1});
    }
    lan.run(seconds{30});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(field(incidents(lan).front(), "verdict"), "address_conflict");
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 4, 0.5);
}

TEST(Incident, OfAddressesLeftBehindLastsUntilTheyAreGone) {
    Lan lan;
    lan.with({.advertises = true, .owns = true}).run(seconds{3});
    lan.own.stray = {samples::virtual_ip};
    lan.tell();
    lan.run(seconds{10});
    lan.own.stray.clear();
    lan.tell();
    lan.run(seconds{1});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 10, 0.2);
}

TEST(Incident, IsNoDrill) {
    Lan lan = pair();
    lan.send(Drill{"web", seconds{5}});
    lan.run(seconds{30});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST(Incident, IsCountedByWhetherItIsKnown) {
    Lan lan = pair();
    cut(lan, seconds{20});
    lan.run(seconds{5});
    lan.host().advertises = lan.host().owns = true;
    lan.run(seconds{20});
    lan.host().advertises = lan.host().owns = false;
    lan.run(seconds{60});
    const InstanceReport report = lan.report();
    EXPECT_EQ(report.possible.number, 1U);
    EXPECT_NEAR(net::seconds(report.possible.total), 18.5, 0.6);
    EXPECT_EQ(report.certain.number, 1U);
    EXPECT_NEAR(net::seconds(report.certain.total), 20, 1.1);
    ASSERT_TRUE(report.incident);
    EXPECT_TRUE(report.incident->certain);
}

// The peer says each second what it does, by hello.
struct Told : testing::Test {
    Told() {
        lan.with({});
        lan.become(Role::backup);
        say(3, hello::State::backup);
        lan.become(Role::master);
        say(30, hello::State::backup);
    }
    static Settings settings() {
        Settings settings = samples::settings_with_hello();
        settings.gateway_auto = false;
        return settings;
    }
    void say(int times, hello::State state, net::Duration since = std::chrono::minutes{1}) {
        for (int i = 0; i < times; ++i) {
            hello::Instance told = samples::told(state);
            told.since = since;
            lan.send(HelloHeard{samples::hello_ip, samples::hello_of({told}, ++sequence)});
            lan.run(seconds{1});
            since += seconds{1};
        }
    }
    void cut_all(net::Duration lasts) {
        lan.host().up = false;
        lan.run(lasts);
        lan.host().up = true;
    }
    void advert() { lan.hear(samples::advert({.mac = samples::peer_mac, .source = samples::peer_ip})); }

    Lan lan{settings()};
    std::uint64_t sequence = 0;
};

using IncidentByHello = Told;

TEST_F(IncidentByHello, IsKnownFromTheLaterOfBothTakeOvers) {
    cut_all(seconds{20});
    advert();
    say(1, hello::State::master, seconds{12});
    say(5, hello::State::backup, seconds{0});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(field(incidents(lan).front(), "certain"), "true");
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 12, 0.1);
}

TEST_F(IncidentByHello, IsKnownThoughItIsToldBeforeTheAdvert) {
    cut_all(seconds{20});
    say(1, hello::State::master, seconds{12});
    advert();
    say(30, hello::State::backup, seconds{0});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(field(incidents(lan).front(), "certain"), "true");
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 12, 1.1);
}

TEST_F(IncidentByHello, IsNoneIfTheOtherBecameMasterJustNow) {
    cut_all(seconds{20});
    advert();
    lan.become(Role::backup);
    say(5, hello::State::master, seconds{0});
    EXPECT_THAT(incidents(lan), IsEmpty());
}

TEST_F(IncidentByHello, OfASplitThatIsProvenBeginsWithTheLaterTakeOver) {
    cut_all(seconds{20});
    say(10, hello::State::master, seconds{12});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    lan.become(Role::backup);
    say(3, hello::State::master, seconds{22});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(field(incidents(lan).front(), "certain"), "true");
    EXPECT_NEAR(seconds_of(incidents(lan).front()), 22, 0.1);
}

}  // namespace incidents_test
}  // namespace holdfast::detector
