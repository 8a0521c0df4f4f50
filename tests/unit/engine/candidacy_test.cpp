// Who may stand for election, and what the world is told of the result.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace candidacy_test {

using testing::ElementsAre;
using testing::IsEmpty;

Shell delayed(net::Duration delay, InstanceSettings instance = web()) {
    return Shell{Settings{.node = "lb1", .instances = {std::move(instance)}, .start_delay = delay}};
}
InstanceSettings unpreempting(int value) {
    InstanceSettings settings = web(value);
    settings.preempt = false;
    return settings;
}
net::Link link_down() {
    net::Link link = link_up();
    link.up = false;
    return link;
}

TEST(StartDelay, KeepsEverybodyFromTakingOver) {
    Shell shell = delayed(20s);
    shell.boots().after(20s - 1ns);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(StartDelay, KeepsTheOwnerFromTakingOver) {
    Shell shell = delayed(20s, web(255));
    shell.boots().after(20s - 1ns);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.after(4ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(StartDelay, EndsForTheStrongestFirst) {
    Shell shell = delayed(20s);
    shell.boots().after(20s + 609ms);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.after(2ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(StartDelay, HearsOthersMeanwhile) {
    Shell shell = delayed(20s);
    shell.boots().after(19s).hears().after(2s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().master->address, peer);
}
TEST(StartDelay, IsNotForWhoResumesWithinTheLease) {
    Shell shell = delayed(20s);
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}
TEST(StartDelay, IsOfTheDaemonAndNotOfALink) {
    Shell shell = delayed(20s);
    shell.boots().after(30s).happens(LinkChanged{link_down()}).happens(LinkChanged{link_up()}).after(8s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(PreemptDelay, IsOfTheInstance) {
    InstanceSettings settings = web();
    settings.preempt_delay = 10s;
    Shell shell{settings};
    shell.boots();
    for (int second = 0; second < 10; ++second) shell.hears({.value = 50}).after(1s - 1ns);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.hears({.value = 50}).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

// keepalived's issues #512, #2032, #2257.
TEST(NoPreempt, HoldsAtBoot) {
    Shell shell{unpreempting(200)};
    shell.boots();
    for (int second = 0; second < 60; ++second) shell.hears({.value = 50}).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(NoPreempt, HoldsAtBootAlthoughTheFirstAdvertsAreNotHeard) {  // the switch port learns for a while
    Shell shell{unpreempting(200)};
    shell.frames_arrive = false;
    shell.boots().after(5s);
    shell.frames_arrive = true;
    for (int second = 0; second < 60; ++second) shell.hears({.value = 50}).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(NoPreempt, HoldsWhenTheInterfaceReturns) {
    Shell shell{unpreempting(200)};
    shell.becomes_master().happens(LinkChanged{link_down()}).after(10s).happens(LinkChanged{link_up()});
    for (int second = 0; second < 60; ++second) shell.hears({.value = 50}).after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}
TEST(NoPreempt, TakesOverFromAMasterThatFallsSilent) {
    Shell shell{unpreempting(200)};
    shell.boots().hears({.value = 50}).after(4s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Proclamation, TellsEachChangeOfStateInItsOrder) {
    Shell shell{web()};
    shell.boots().after(4s).happens(LinkChanged{link_down()}).happens(LinkChanged{link_up()});
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web backup", "web master", "web fault", "web backup"));
}
TEST(Proclamation, SaysWhatItWasBeforeAndWhy) {
    Shell shell{web()};
    shell.boots().after(4s);
    EXPECT_EQ(shell.all<Proclaim>().at(0).before, std::nullopt);
    EXPECT_EQ(shell.all<Proclaim>().at(1), (Proclaim{Subject::instance, "web", Standing::master, Standing::backup, 100,
                                                     "heard nothing for 3.610 s"}));
}
TEST(Proclamation, IsNotMadeBeforeAnybodyHasLooked) {
    InstanceSettings settings = web();
    settings.tracking.checks = {{"nginx", 0, false}};
    Shell shell{settings};
    shell.boots().reports("nginx", Health::up);
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web backup"));
}
TEST(Proclamation, TellsOfAFaultThatTheFirstLookFinds) {
    InstanceSettings settings = web();
    settings.tracking.checks = {{"nginx", 0, false}};
    Shell shell{settings};
    shell.boots().reports("nginx", Health::down).reports("nginx", Health::up);
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web fault", "web backup"));
}
TEST(Proclamation, IsNotMadeForANewReasonAlone) {
    Shell shell{web()};
    shell.boots().happens(LinkChanged{link_down()}).forget().happens(LinkVanished{eth0});
    EXPECT_THAT(shell.proclaimed(), IsEmpty());
    EXPECT_EQ(shell.instance().reason, "interface eth0 is missing");
}
TEST(Proclamation, IsNotMadeForAYieldThatChangesNoState) {
    Shell shell{web()};
    shell.boots().forget().happens(Withdraw{"web", Withdrawal::yielded, "asked to"});
    EXPECT_THAT(shell.proclaimed(), IsEmpty());
}
TEST(Proclamation, TellsOfAFence) {
    Shell shell{web()};
    shell.becomes_master().happens(Withdraw{"web", Withdrawal::fenced, "two masters"});
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web fenced"));
}
TEST(Proclamation, TellsOfAnOrderlyEnd) {
    Shell shell{web()};
    shell.becomes_master().happens(StopRequested{}).happens(StopRequested{}).after(10s);
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web stopped"));
}
TEST(Proclamation, TellsOfAnOrderlyEndInAFault) {
    Shell shell{web()};
    shell.boots().happens(LinkVanished{eth0}).forget().happens(StopRequested{});
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web stopped"));
}
TEST(Proclamation, TellsOfTheEndOfAnInstanceThatAReloadRemoves) {
    Shell shell{web()};
    shell.becomes_master().reloads({});
    EXPECT_THAT(shell.proclaimed(), ElementsAre("web stopped"));
}
TEST(Proclamation, ShowsThePriorityInForce) {
    InstanceSettings settings = web();
    settings.tracking.checks = {{"nginx", -20, false}};
    Shell shell{settings};
    shell.reports("nginx", Health::down).boots();
    EXPECT_EQ(shell.all<Proclaim>().at(0).priority, 80);
}

}  // namespace candidacy_test
}  // namespace holdfast::engine
