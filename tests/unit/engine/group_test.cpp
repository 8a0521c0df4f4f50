// Instances that are masters together, or none of them.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace group_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr vrrp::Vrid second_vrid{52};

InstanceSettings inside(int value = 100) {
    InstanceSettings settings = web(value);
    settings.name = "inside";
    settings.tracking.checks = {{"one", -50, false}};
    return settings;
}
InstanceSettings outside(int value = 100) {
    InstanceSettings settings = web(value);
    settings.name = "outside";
    settings.vrid = second_vrid;
    settings.addresses = {prefix("192.0.2.2/24")};
    settings.tracking.checks = {{"nginx", 0, false}};
    return settings;
}
Settings gateway(InstanceSettings one = inside(), InstanceSettings other = outside()) {
    Settings settings{.node = "lb1", .instances = {std::move(one), std::move(other)}};
    settings.groups = {{"gw", {"inside", "outside"}}};
    return settings;
}

// The checks are up.
Shell healthy(Settings settings = gateway()) {
    Shell shell{std::move(settings)};
    shell.reports("nginx", Health::up).reports("one", Health::up);
    return shell;
}
Shell master(Settings settings = gateway()) {
    Shell shell = healthy(std::move(settings));
    shell.becomes_master();
    return shell;
}
Heard on_outside(int value) {
    return {.value = value, .addresses = {ip("192.0.2.2")}, .vrid = second_vrid};
}
Heard on_inside(int value) {
    return {.value = value};
}
// "51 advert 100": adverts of each virtual router, in their order.
std::vector<std::string> adverts(const Shell& shell) {
    std::vector<std::string> said;
    for (const Transmit& advert : shell.all<Transmit>())
        said.push_back(std::to_string(advert.message.at(1)) + " advert " + std::to_string(advert.message.at(2)));
    return said;
}
std::vector<std::string> states(const Shell& shell) {
    return {std::string{label(shell.instance(0).state)}, std::string{label(shell.instance(1).state)}};
}
const auto both_backup = ElementsAre("backup", "backup");
const auto both_master = ElementsAre("master", "master");

TEST(Group, TakesOverAsOne) {
    Shell shell = healthy();
    shell.boots().after(4s);
    EXPECT_THAT(states(shell), both_master);
    EXPECT_EQ(shell.group().state, InstanceState::master);
}

TEST(Group, TakesOverInOneTurnWhenTheLastMemberMay) {
    Shell shell = healthy();
    shell.boots().after(1s).hears(on_outside(200)).forget();
    shell.after(3'609'375us - 1ns);
    EXPECT_THAT(adverts(shell), IsEmpty());
    EXPECT_THAT(states(shell), both_backup);
    shell.after(1ns);
    EXPECT_THAT(adverts(shell), ElementsAre("51 advert 100", "52 advert 100"));
    EXPECT_THAT(shell.all<AddAddress>(), SizeIs(2));
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(2));
}

TEST(Group, WaitsForEverWhileOneMemberHearsAStrongerMaster) {  // S51: no ping-pong
    Shell shell = healthy();
    shell.boots();
    for (int second = 0; second < 60; ++second) shell.hears(on_outside(200)).after(1s);
    EXPECT_THAT(adverts(shell), IsEmpty());
    EXPECT_THAT(states(shell), both_backup);
}

TEST(Group, IsNotWillingAnyMoreOnceAStrongerMasterSpeaks) {
    Shell shell = healthy();
    shell.boots().after(1s).hears(on_outside(200)).after(3s).hears(on_inside(200)).forget().after(3s);
    EXPECT_THAT(states(shell), both_backup);
    shell.after(1s);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, CountsAMemberThatMayPreemptAsWilling) {
    Shell shell = healthy();
    shell.boots().after(2s).hears(on_outside(200)).after(1s).hears(on_inside(50)).reports("one", Health::up);
    shell.after(3'609'375us - 1s - 1ns);
    EXPECT_THAT(states(shell), both_backup);
    shell.after(1ns);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, GoesToBackupAsAWholeWhenOneMemberIsBeaten) {
    Shell shell = master();
    shell.hears(on_outside(200));
    EXPECT_THAT(states(shell), both_backup);
    EXPECT_THAT(adverts(shell), ElementsAre("52 advert 100", "51 advert 0"));  // the loser's last word, and it resigns
    EXPECT_THAT(shell.all<RemoveAddress>(), SizeIs(2));
    EXPECT_EQ(shell.instance(0).reason, "group gw: outside is backup");
    EXPECT_EQ(shell.instance(0).counters.transitions.at({InstanceState::backup, "group"}), 1U);
}

TEST(Group, SharesAMembersFault) {
    Shell shell = master();
    shell.reports("nginx", Health::down, "exit status 1");
    EXPECT_THAT(states(shell), ElementsAre("fault", "fault"));
    EXPECT_EQ(shell.instance(0).reason, "group gw: outside is in fault");
    EXPECT_THAT(shell.instance(1).faults, ElementsAre("check nginx is down: exit status 1"));
    EXPECT_EQ(shell.group().reason, "outside: check nginx is down: exit status 1");
    EXPECT_THAT(adverts(shell), ElementsAre("52 advert 0", "51 advert 0"));
}

TEST(Group, RecoversAsAWhole) {
    Shell shell = master();
    shell.reports("nginx", Health::down).after(10s).reports("nginx", Health::up);
    EXPECT_THAT(states(shell), both_backup);
    shell.after(4s);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, StartsNoMemberWhileAnotherIsInFault) {
    Shell shell{gateway()};
    shell.boots().after(10s);
    EXPECT_THAT(states(shell), ElementsAre("fault", "fault"));
}

TEST(Group, IsNotCalledFaultyBeforeAnybodyHasLooked) {
    Shell shell{gateway()};
    shell.boots();
    EXPECT_EQ(shell.group().state, InstanceState::fault);
    EXPECT_THAT(shell.proclaimed(), IsEmpty());
    shell.reports("nginx", Health::down);
    EXPECT_THAT(shell.proclaimed(), ElementsAre("outside fault", "inside fault", "group gw fault"));
    EXPECT_THAT(shell.group().reason, testing::HasSubstr("nginx is down"));
}

TEST(Group, HasFaultsOfItsOwn) {
    Settings settings = gateway();
    settings.groups.at(0).tracking.checks = {{"uplink", 0, false}};
    Shell shell = healthy(settings);
    shell.reports("uplink", Health::up).becomes_master().reports("uplink", Health::down);
    EXPECT_EQ(shell.instance(0).reason, "check uplink is down (and 1 more)");
    EXPECT_THAT(states(shell), ElementsAre("fault", "fault"));
    shell.reports("uplink", Health::up);
    EXPECT_THAT(states(shell), both_backup);
}

TEST(Group, GivesItsWeightToEachMember) {
    Settings settings = gateway();
    settings.groups.at(0).tracking.checks = {{"uplink", -30, false}};
    Shell shell = healthy(settings);
    shell.boots().reports("uplink", Health::down);
    EXPECT_EQ(shell.instance(0).effective_priority, priority(70));
    EXPECT_EQ(shell.instance(1).effective_priority, priority(70));
}

TEST(Group, OfOwnersTakesOverAtOnce) {
    Shell shell = healthy(gateway(inside(255), outside(255)));
    shell.boots();
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, OfAnOwnerAndAnotherWaitsForTheOther) {
    Shell shell = healthy(gateway(inside(255), outside()));
    shell.boots().after(3s);
    EXPECT_THAT(states(shell), both_backup);
    shell.after(1s);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, WithoutPreemptionStaysBehindAWeakerMaster) {
    Settings settings = gateway();
    for (InstanceSettings& instance : settings.instances) instance.preempt = false;
    Shell shell = healthy(settings);
    shell.boots();
    for (int second = 0; second < 30; ++second) shell.hears(on_outside(50)).hears(on_inside(50)).after(1s);
    EXPECT_THAT(states(shell), both_backup);
}

TEST(Group, ResumesAfterARestartWithinTheLease) {
    Shell shell = healthy();
    shell.happens(LeftoversFound{{held("192.0.2.1/24"), held("192.0.2.2/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24"), on_eth0("192.0.2.2/24")});
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, DoesNotResumeWithAPart) {  // the guard has ended the other already
    Shell shell = healthy();
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")});
    EXPECT_THAT(states(shell), both_backup);
    EXPECT_THAT(shell.all<RemoveAddress>(), SizeIs(1));
}

TEST(Group, IsCoveredByTheYieldOfAMember) {
    Shell shell = master();
    shell.happens(Withdraw{"outside", Withdrawal::yielded, "asked to"});
    EXPECT_THAT(states(shell), both_backup);
    EXPECT_EQ(shell.instance(0).reason, "yielded: group gw, outside: asked to");
    shell.after(60s);
    EXPECT_THAT(states(shell), both_backup);
    shell.happens(Readmit{"outside", "over"}).after(4s);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, YieldsWhenAMemberIsFenced) {
    Shell shell = master();
    shell.happens(Withdraw{"outside", Withdrawal::fenced, "two masters"});
    EXPECT_THAT(states(shell), ElementsAre("backup", "fenced"));
    EXPECT_EQ(shell.instance(0).withdrawn, Withdrawal::yielded);
    EXPECT_EQ(shell.group().state, InstanceState::fenced);
}

TEST(Group, StaysOutAsLongAsOneMemberIs) {
    Shell shell = master();
    shell.happens(Withdraw{"outside", Withdrawal::yielded, "a"}).happens(Withdraw{"inside", Withdrawal::yielded, "b"});
    shell.happens(Readmit{"outside", "over"}).after(60s);
    EXPECT_THAT(states(shell), both_backup);
    EXPECT_EQ(shell.instance(1).reason, "yielded: group gw, inside: b");
}

TEST(Group, TellsOfItsTransitionsAfterItsMembers) {
    Shell shell = master();
    EXPECT_THAT(shell.proclaimed(), IsEmpty());
    shell.hears(on_outside(200));
    EXPECT_THAT(shell.proclaimed(), ElementsAre("outside backup", "inside backup", "group gw backup"));
}

TEST(Group, IsStoppedAfterItsMembers) {
    Shell shell = master();
    shell.happens(StopRequested{});
    EXPECT_THAT(shell.proclaimed(), ElementsAre("inside stopped", "outside stopped", "group gw stopped"));
}

TEST(Group, MadeByAReloadMovesTogetherFromThenOn) {
    Settings alone = gateway();
    alone.groups.clear();
    Shell shell = master(alone);
    shell.happens(Reconfigured{gateway()});
    EXPECT_THAT(states(shell), both_master);
    shell.hears(on_outside(200));
    EXPECT_THAT(states(shell), both_backup);
}

TEST(Group, RemovedByAReloadLetsItsMembersGo) {
    Shell shell = healthy();
    shell.boots();
    for (int second = 0; second < 10; ++second) shell.hears(on_outside(200)).after(1s);
    Settings alone = gateway();
    alone.groups.clear();
    shell.forget().happens(Reconfigured{alone}).after(0s);
    EXPECT_THAT(states(shell), ElementsAre("master", "backup"));
    EXPECT_THAT(shell.proclaimed(), Contains("group gw stopped"));
}

TEST(Group, ThatIsUnchangedByAReloadIsNotTouched) {
    Shell shell = master();
    shell.happens(Reconfigured{gateway()});
    EXPECT_THAT(shell.effects(), IsEmpty());
}

TEST(Group, IsJoinedByANewMemberWithoutAGap) {
    Settings small = gateway();
    small.instances.pop_back();
    small.groups.at(0).instances.pop_back();
    Shell shell = master(small);
    shell.happens(Reconfigured{gateway()});
    EXPECT_THAT(states(shell), ElementsAre("master", "backup"));
    shell.after(8s);
    EXPECT_THAT(states(shell), both_master);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
}

// Each of two groups is the stronger one somewhere: whoever lost in the first member lets the other go first.
TEST(Group, StandsAsideAfterAClashInItsFirstMember) {
    Shell shell = healthy();
    shell.boots().after(4s).hears(on_inside(200)).forget();
    shell.hears({.value = 0}).after(2 * 3'609'375us - 1ns);
    EXPECT_THAT(states(shell), both_backup);
    shell.after(1ns);
    EXPECT_THAT(states(shell), both_master);
}

TEST(Group, DoesNotStandAsideAfterAClashElsewhere) {
    Shell shell = healthy();
    shell.boots().after(4s).hears(on_outside(200)).forget();
    shell.after(3'609'375us);
    EXPECT_THAT(states(shell), both_master);
}

}  // namespace group_test
}  // namespace holdfast::engine
