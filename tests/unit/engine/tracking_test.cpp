// What checks and interfaces amount to, and what a router makes of it.

#include <limits>

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Tracking on_check(int weight, bool reverse = false) {
    return {.checks = {{"nginx", weight, reverse}}};
}
Tracking on_eth1(int weight, net::Duration down_delay = {}, net::Duration up_delay = {}) {
    return {.interfaces = {{"eth1", weight, false, down_delay, up_delay}}};
}
InstanceSettings tracking(Tracking tracking, int value = 100) {
    InstanceSettings settings = web(value);
    settings.tracking = std::move(tracking);
    return settings;
}
net::Link eth1(bool up) {
    return {.index = net::InterfaceIndex{3}, .name = "eth1", .up = up, .mac = {}};
}

Assessment assess(const Tracking& tracking, const CheckReported& report) {
    Tracker tracker;
    tracker.reported(report);
    return tracker.assess(tracking);
}
int weight_of(int weight, Health health, bool reverse = false) {
    return assess(on_check(weight, reverse), {.check = "nginx", .health = health}).weight;
}
int weight_of_number(int weight, int number, bool reverse = false) {
    return assess(on_check(weight, reverse), {.check = "nginx", .health = Health::up, .number = number}).weight;
}
std::vector<std::string> faults_of(const Tracking& tracking, const CheckReported& report) {
    std::vector<std::string> words;
    for (const Fault& fault : assess(tracking, report).faults) words.push_back(fault.words);
    return words;
}

TEST(Weight, CountsWhenItIsPositiveWhileTheCheckIsUp) {
    EXPECT_EQ(weight_of(20, Health::up), 20);
    EXPECT_EQ(weight_of(20, Health::down), 0);
}
TEST(Weight, CountsWhenItIsNegativeWhileTheCheckIsDown) {
    EXPECT_EQ(weight_of(-20, Health::up), 0);
    EXPECT_EQ(weight_of(-20, Health::down), -20);
}
TEST(Weight, IsSwappedByReverse) {
    EXPECT_EQ(weight_of(20, Health::down, true), 20);
    EXPECT_EQ(weight_of(-20, Health::up, true), -20);
}
TEST(Weight, DoesNotCountBeforeTheCheckHasReported) {
    EXPECT_EQ(weight_of(20, Health::unknown), 0);
    EXPECT_EQ(weight_of(-20, Health::unknown), 0);
}
TEST(Weight, MultipliesTheNumberOfAFile) {
    EXPECT_EQ(weight_of_number(2, 7), 14);
    EXPECT_EQ(weight_of_number(2, 7, true), -14);
}
TEST(Weight, OfAHugeNumberIsStillANumber) {
    EXPECT_GT(weight_of_number(253, std::numeric_limits<int>::max()), 253);
    EXPECT_LT(weight_of_number(253, std::numeric_limits<int>::min()), -253);
}
TEST(Weight, IsExplained) {
    const CheckReported down{.check = "nginx", .health = Health::down, .reason = "exit status 1"};
    EXPECT_THAT(assess(on_check(-20), down).why, ElementsAre("check nginx is down: -20 (exit status 1)"));
}
TEST(Weight, ThatDoesNotCountIsNotMentioned) {
    EXPECT_THAT(assess(on_check(-20), {.check = "nginx", .health = Health::up}).why, IsEmpty());
}

TEST(WithoutWeight, ACheckThatIsDownIsAFault) {
    const CheckReported down{.check = "nginx", .health = Health::down, .reason = "exit status 1"};
    EXPECT_THAT(faults_of(on_check(0), down), ElementsAre("check nginx is down: exit status 1"));
}
TEST(WithoutWeight, AReversedCheckThatIsUpIsAFault) {
    EXPECT_THAT(faults_of(on_check(0, true), {.check = "nginx", .health = Health::up}),
                ElementsAre("check nginx is up"));
}
TEST(WithoutWeight, ANumberThatIsNotZeroIsAFault) {
    EXPECT_THAT(faults_of(on_check(0), {.check = "nginx", .health = Health::up, .number = 3}),
                ElementsAre("check nginx is 3"));
    EXPECT_THAT(faults_of(on_check(0), {.check = "nginx", .health = Health::up, .number = 0}), IsEmpty());
}

TEST(Priority, StaysWithinItsBounds) {
    EXPECT_EQ(weighted(priority(100), -300), priority(1));
    EXPECT_EQ(weighted(priority(100), 300), priority(254));
    EXPECT_EQ(weighted(priority(100), -20), priority(80));
}
TEST(Priority, OfAnOwnerIsNeverChanged) {
    EXPECT_EQ(weighted(priority(255), -300), priority(255));
}

TEST(TrackingRouter, AdvertisesItsNewPriorityAtOnce) {
    Shell shell{tracking(on_check(-20))};
    shell.becomes_master().reports("nginx", Health::down, "exit status 1");
    ASSERT_EQ(shell.all<Transmit>().size(), 1U);
    EXPECT_EQ(shell.all<Transmit>().at(0).message.at(2), 80);
}
TEST(TrackingRouter, SaysWhereItsPriorityComesFrom) {
    InstanceSettings settings = tracking(on_check(-200));
    settings.tracking.interfaces = on_eth1(10).interfaces;
    Shell shell{settings};
    shell.boots().happens(LinkChanged{eth1(true)}).reports("nginx", Health::down, "exit status 1");
    EXPECT_EQ(shell.instance().effective_priority, priority(1));
    EXPECT_THAT(shell.instance().priority_why,
                ElementsAre("configured 100", "check nginx is down: -200 (exit status 1)", "interface eth1 is up: +10",
                            "clamped to 1"));
}
TEST(TrackingRouter, WaitsLongerWhenItIsWeaker) {
    Shell shell{tracking(on_check(-50))};
    shell.boots().reports("nginx", Health::down).after(3'700ms);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.after(110ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(TrackingRouter, StaysTheOwnerWhateverItTracks) {
    Shell shell{tracking(on_check(-200), 255)};
    shell.boots().reports("nginx", Health::down);
    EXPECT_EQ(shell.instance().effective_priority, priority(255));
    EXPECT_THAT(shell.instance().priority_why, ElementsAre("configured 255"));
}
TEST(TrackingRouter, FailsEvenAsOwner) {
    Shell shell{tracking(on_check(0), 255)};
    shell.reports("nginx", Health::up).boots().reports("nginx", Health::down);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
}

TEST(TrackingRouter, IsInFaultUntilTheCheckHasReported) {
    Shell shell{tracking(on_check(0))};
    shell.boots().after(10s);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    EXPECT_EQ(shell.instance().reason, "check nginx has not reported yet");
    shell.reports("nginx", Health::up);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(TrackingRouter, StartsAtOnceWhenTheCheckReportedBeforeTheKernel) {
    Shell shell{tracking(on_check(0))};
    shell.reports("nginx", Health::up).boots();
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::fault, "check"}), 0U);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(TrackingRouter, ResignsAndReleasesInAFault) {
    Shell shell{tracking(on_check(0))};
    shell.reports("nginx", Health::up).becomes_master().reports("nginx", Health::down, "exit status 1");
    EXPECT_EQ(shell.all<Transmit>().at(0).message.at(2), 0);
    EXPECT_EQ(shell.all<RemoveAddress>().size(), 1U);
    EXPECT_EQ(shell.instance().reason, "check nginx is down: exit status 1");
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::fault, "check"}), 1U);
}
TEST(TrackingRouter, CountsNoTransitionWhenTheCheckFailsInOtherWords) {
    Shell shell{tracking(on_check(0))};
    shell.boots().reports("nginx", Health::down, "exit status 1").reports("nginx", Health::down, "timeout");
    EXPECT_EQ(shell.instance().reason, "check nginx is down: timeout");
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::fault, "check"}), 1U);
}
TEST(TrackingRouter, ServesOnWhileAChangedCheckIsUnknownAgain) {  // a reload of a check is no outage
    Shell shell{tracking(on_check(0))};
    shell.reports("nginx", Health::up).becomes_master().reports("nginx", Health::unknown).after(10s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(TrackingRouter, DoesNotTakeOverWhileTheCheckIsUnknown) {
    Shell shell{tracking(on_check(0))};
    shell.reports("nginx", Health::up).boots().reports("nginx", Health::unknown).after(30s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.reports("nginx", Health::up).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(TrackingRouter, ResumesWithinTheLeaseBeforeTheCheckHasReported) {
    Shell shell{tracking(on_check(0))};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    shell.reports("nginx", Health::down);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
}

// keepalived counted its faults, and lost count.
TEST(Faults, AreASetAndEachEndsByItself) {
    InstanceSettings settings = tracking(on_check(0));
    settings.tracking.interfaces = on_eth1(0).interfaces;
    Shell shell{settings};
    shell.boots().reports("nginx", Health::down).reports("nginx", Health::down);
    EXPECT_THAT(shell.instance().faults, ElementsAre("check nginx is down", "interface eth1 is missing"));
    EXPECT_EQ(shell.instance().reason, "check nginx is down (and 1 more)");
    shell.reports("nginx", Health::up);
    EXPECT_THAT(shell.instance().faults, ElementsAre("interface eth1 is missing"));
    shell.happens(LinkChanged{eth1(true)});
    EXPECT_THAT(shell.instance().faults, IsEmpty());
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(Faults, EndWhenAReloadRemovesTheTrack) {
    Shell shell{tracking(on_check(0))};
    shell.boots().reports("nginx", Health::down).reloads({web()});
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(Faults, BeginWhenAReloadAddsATrackThatIsDown) {
    Shell shell{web()};
    shell.becomes_master().reports("nginx", Health::down).reloads({tracking(on_check(0))});
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
}

TEST(TrackedInterface, IsAFaultWhileItIsDown) {
    Shell shell{tracking(on_eth1(0))};
    shell.boots().happens(LinkChanged{eth1(false)});
    EXPECT_EQ(shell.instance().reason, "interface eth1 is down");
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::fault, "interface"}), 1U);
}
TEST(TrackedInterface, AddsItsWeightWhileItIsUp) {
    Shell shell{tracking(on_eth1(10))};
    shell.boots().happens(LinkChanged{eth1(true)});
    EXPECT_EQ(shell.instance().effective_priority, priority(110));
    shell.happens(LinkVanished{net::InterfaceIndex{3}});
    EXPECT_EQ(shell.instance().effective_priority, priority(100));
}
TEST(TrackedInterface, CountsAsDownOnlyAfterItsDelay) {
    Shell shell{tracking(on_eth1(10, 5s))};
    shell.boots().happens(LinkChanged{eth1(true)}).happens(LinkChanged{eth1(false)}).after(5s - 1ns);
    EXPECT_EQ(shell.instance().effective_priority, priority(110));
    shell.after(1ns);
    EXPECT_EQ(shell.instance().effective_priority, priority(100));
}
TEST(TrackedInterface, CountsAsUpOnlyAfterItsDelay) {
    Shell shell{tracking(on_eth1(10, {}, 5s))};
    shell.boots().happens(LinkChanged{eth1(true)}).after(5s - 1ns);
    EXPECT_EQ(shell.instance().effective_priority, priority(100));
    shell.after(1ns);
    EXPECT_EQ(shell.instance().effective_priority, priority(110));
}
TEST(TrackedInterface, ThatFlapsFasterThanItsDelayChangesNothing) {
    Shell shell{tracking(on_eth1(0, 5s))};
    shell.boots().happens(LinkChanged{eth1(true)}).after(10s).forget();
    for (int turn = 0; turn < 10; ++turn)
        shell.happens(LinkChanged{eth1(false)}).after(4s).happens(LinkChanged{eth1(true)}).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

}  // namespace
}  // namespace holdfast::engine
