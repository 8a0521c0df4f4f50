// A reload changes what is watched, and not what was seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/hellos.hpp"
#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace reload_test {

using testing::IsEmpty;
using testing::SizeIs;

Lan split() {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{33});
    lan.host().advertises = lan.host().owns = true;
    lan.until(Verdict::split_brain);
    lan.run(seconds{4});
    lan.notes.clear();
    return lan;
}

// Another peer: the instance is watched anew.
Settings with_a_third() {
    return settings(watched(seconds{1}, {samples::peer_ip, samples::third_ip}));
}

std::vector<net::Note> incidents(const Lan& lan) {
    std::vector<net::Note> all;
    std::ranges::copy_if(lan.notes, std::back_inserter(all), [](const net::Note& n) { return n.event == "incident"; });
    return all;
}

TEST(Reload, KeepsTheVerdictOfAnUnchangedInstance) {
    Lan lan = split();
    Settings changed = settings(watched(seconds{1}, {samples::peer_ip}));
    changed.fall = 5;
    lan.send(Reconfigured{changed});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
}

TEST(Reload, OfThePriorityOrThePaceOfAuditsGoesOnWithTheSplit) {
    Lan lan = split();
    Settings changed = settings(watched(seconds{1}, {samples::peer_ip}));
    changed.instances.front().priority = vrrp::Priority{150};
    changed.audit_interval = seconds{20};
    lan.send(Reconfigured{changed});
    lan.run(seconds{10});
    EXPECT_THAT(lan.notes, IsEmpty());
    EXPECT_EQ(lan.report().split_total, seconds{14});
}

TEST(Reload, OfThePaceOfAuditsCountsFromThen) {
    Lan lan;
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{12});
    Settings changed = settings(watched(seconds{1}, {samples::peer_ip}));
    changed.audit_interval = seconds{2};
    lan.send(Reconfigured{changed});
    lan.probes.clear();
    lan.run(seconds{20});
    EXPECT_GE(lan.probes.size(), 3 * 9U);
}

TEST(Reload, StartsAnewWithAChangedInstance) {
    Lan lan = split();
    lan.send(Reconfigured{with_a_third()});
    EXPECT_EQ(lan.verdict(), Verdict::transition);
}

TEST(Reload, TakesNothingFromWhatWasCounted) {
    Lan lan = split();
    const InstanceReport before = lan.report();
    lan.send(Reconfigured{with_a_third()});
    const InstanceReport after = lan.report();
    EXPECT_GE(after.split_total, before.split_total);
    EXPECT_GE(after.evidence_total, before.evidence_total);
    EXPECT_EQ(after.detection.sum, before.detection.sum);
}

TEST(Reload, EndsTheIncidentThatRan) {
    Lan lan = split();
    lan.send(Reconfigured{with_a_third()});
    lan.run(seconds{1});
    ASSERT_THAT(incidents(lan), SizeIs(1));
    EXPECT_EQ(lan.report().certain.number, 1U);
    EXPECT_NEAR(net::seconds(lan.report().certain.total), 6, 1.1);
}

TEST(Reload, TellsTheRestOfASplitOnceItIsOver) {
    Lan lan = split();
    lan.send(Reconfigured{with_a_third()});
    lan.until(Verdict::split_brain);
    lan.host().advertises = lan.host().owns = false;
    lan.until(Verdict::healthy);
    ASSERT_THAT(incidents(lan), SizeIs(2));
    EXPECT_LE(net::seconds(lan.report().certain.total), 10.5);
}

TEST(Reload, KeepsADrill) {
    Lan lan;
    lan.with({}).run(seconds{30});
    lan.send(Drill{"web", seconds{30}});
    lan.send(Reconfigured{with_a_third()});
    EXPECT_EQ(lan.report().detail, "drill");
}

TEST(Reload, DoesNotBeginTheStartUpGraceAnew) {
    Settings told = samples::settings_with_hello();
    told.gateway_auto = false;
    told.policy = Policy::yield;
    told.startup_grace = seconds{60};
    Lan lan{told};
    lan.with({});
    lan.become(Role::master);
    lan.run(seconds{61});
    told.instances.front().peers.push_back(samples::third_ip);
    lan.send(Reconfigured{told});
    hello::Instance stronger = samples::told(hello::State::master);
    stronger.priority = vrrp::Priority{200};
    for (std::uint64_t sequence = 1; sequence <= 10; ++sequence) {
        lan.send(HelloHeard{samples::hello_ip, samples::hello_of({stronger}, sequence)});
        lan.run(seconds{1});
    }
    ASSERT_THAT(lan.carried, SizeIs(1));
    EXPECT_EQ(lan.carried.front().measure, Measure::yield);
}

}  // namespace reload_test
}  // namespace holdfast::detector
