// Every counter moves, each for its reason alone.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace counters_test {

using vrrp::DropReason;

std::uint64_t transitions(const Shell& shell, InstanceState to, const std::string& reason) {
    return shell.counters().transitions.at({to, reason});
}

Shell backup(InstanceSettings settings = web()) {
    Shell shell{std::move(settings)};
    shell.boots();
    return shell;
}
Shell master(InstanceSettings settings = web()) {
    Shell shell{std::move(settings)};
    shell.becomes_master();
    return shell;
}

TEST(Counters, CountAdvertsSent) {
    Shell shell = backup();
    shell.after(3700ms);
    EXPECT_EQ(shell.counters().adverts_sent, 1U);
}
TEST(Counters, CountAdvertsReceived) {
    EXPECT_EQ(backup().hears().counters().adverts_received, 1U);
}
TEST(Counters, CountResignationsSent) {
    EXPECT_EQ(master().happens(StopRequested{}).counters().priority_zero_sent, 1U);
}
TEST(Counters, CountResignationsReceived) {
    EXPECT_EQ(backup().hears().hears({.value = 0}).counters().priority_zero_received, 1U);
}
TEST(Counters, CountADifferentInterval) {  // P59
    const Counters counters = backup().hears({.interval = vrrp::Centiseconds{200}}).counters();
    EXPECT_EQ(counters.interval_differs, 1U);
    EXPECT_EQ(counters.interval_clamped, 0U);
}
TEST(Counters, CountAnIntervalOutOfBounds) {
    EXPECT_EQ(backup().hears({.interval = vrrp::Centiseconds{4095}}).counters().interval_clamped, 1U);
}
TEST(Counters, CountADifferentAddressList) {  // P67
    EXPECT_EQ(backup().hears({.addresses = {ip("192.0.2.77")}}).counters().address_list_differs, 1U);
}
TEST(Counters, CountASecondOwner) {  // P52
    Shell shell{web(255)};
    EXPECT_EQ(shell.boots().hears({.value = 255}).counters().owner_conflict, 1U);
}
TEST(Counters, CountTheOtherChecksumForm) {  // P61
    EXPECT_EQ(backup().hears({.form = vrrp::ChecksumForm::rfc9568}).counters().other_checksum_form, 1U);
}
TEST(Counters, CountAnnouncements) {
    Shell shell = backup();
    shell.after(3700ms);
    EXPECT_EQ(shell.counters().announcements_sent, 5U);
}
TEST(Counters, CountAddressesPutBack) {
    EXPECT_EQ(master().happens(AddressVanished{on_eth0("192.0.2.1/24")}).after(0s).counters().addresses_reinstated, 1U);
}
TEST(Counters, CountFailedTransmissionsAndNotAsSent) {
    Shell shell = backup();
    shell.transmitting_fails = true;
    shell.after(3700ms);
    EXPECT_EQ(shell.counters().transmit_failures, 1U);
    EXPECT_EQ(shell.counters().adverts_sent, 0U);
}
TEST(Counters, NoteFailedTransmissionsAtMostOnceInTenSeconds) {
    Shell shell = master();
    shell.transmitting_fails = true;
    shell.after(2s);
    EXPECT_EQ(shell.counters().transmit_failures, 2U);
    EXPECT_THAT(shell.notes(), testing::ElementsAre(testing::HasSubstr("transmit_failed")));
}

TEST(Counters, MeasureHowLateAdvertsLeave) {
    Shell shell = master();
    shell.sending_takes = 2ms;
    shell.after(1s);
    EXPECT_DOUBLE_EQ(shell.instance().lateness.sum, 0.002);
}
TEST(Counters, MeasureTheTakeOverFromItsDeadlineToTheAnnouncement) {
    Shell shell = backup();
    shell.sending_takes = 3ms;
    shell.after(3700ms);
    EXPECT_DOUBLE_EQ(shell.instance().takeover.sum, 0.003);
}

TEST(Transitions, AreCountedFromTheStart) {
    EXPECT_EQ(Shell{web()}.counters().transitions.size(), 17U);
}
TEST(Transitions, CountAStart) {
    EXPECT_EQ(transitions(backup(), InstanceState::backup, "startup"), 1U);
}
TEST(Transitions, CountSilence) {
    EXPECT_EQ(transitions(master(), InstanceState::master, "silence"), 1U);
}
TEST(Transitions, CountATakeOverAfterAResignation) {
    Shell shell = backup();
    shell.hears().hears({.value = 0}).after(1s);
    EXPECT_EQ(transitions(shell, InstanceState::master, "resigned"), 1U);
}
TEST(Transitions, CountATakeOverFromAWeakerMaster) {
    Shell shell = backup();
    shell.hears({.value = 50}).after(4s);
    EXPECT_EQ(transitions(shell, InstanceState::master, "preempting"), 1U);
}
TEST(Transitions, CountAnOwnersStart) {
    EXPECT_EQ(transitions(backup(web(255)), InstanceState::master, "owner"), 1U);
}
TEST(Transitions, CountAResumption) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s}).boots();
    EXPECT_EQ(transitions(shell, InstanceState::master, "resumed"), 1U);
}
TEST(Transitions, CountBeingPreempted) {
    Shell shell = master();
    EXPECT_EQ(transitions(shell.hears(), InstanceState::backup, "preempted"), 1U);
}
TEST(Transitions, CountALateMastersStepDown) {
    Shell shell = master();
    shell.oversleeps(5s).hears({.value = 50});
    EXPECT_EQ(transitions(shell, InstanceState::backup, "stalled"), 1U);
}
TEST(Transitions, CountAnOrderlyStop) {
    EXPECT_EQ(transitions(master().happens(StopRequested{}), InstanceState::init, "shutdown"), 1U);
}
TEST(Transitions, CountALostPrecondition) {
    EXPECT_EQ(transitions(backup().happens(LinkVanished{eth0}), InstanceState::fault, "precondition"), 1U);
}
TEST(Transitions, CountTheSameFaultOnce) {
    Shell shell = backup();
    shell.happens(LinkVanished{eth0}).happens(LinkVanished{eth0});
    EXPECT_EQ(transitions(shell, InstanceState::fault, "precondition"), 1U);
}

// A message that is right but for one thing.
Shell heard_with(std::size_t offset, std::uint8_t value, InstanceSettings settings = web()) {
    Shell shell = backup(std::move(settings));
    const vrrp::Advertisement advert{
        vrrp::Version::v3, vrrp::Vrid{51}, priority(200), vrrp::Centiseconds{100}, {ip("192.0.2.1")}};
    net::Bytes message =
        encode(advert, {.source = peer, .destination = vrrp::multicast_group(net::Family::ipv4), .password = {}});
    message.at(offset) = value;
    shell.hears_bytes(peer, message);
    return shell;
}

TEST(Drops, ChargeTheInstanceForABadChecksum) {
    EXPECT_EQ(heard_with(7, 0xff).dropped(DropReason::checksum), 1U);
}
TEST(Drops, ChargeTheInstanceForAnotherVersion) {
    EXPECT_EQ(heard_with(0, 0x21).dropped(DropReason::version), 1U);
}
TEST(Drops, ChargeTheInstanceForAWrongHopLimit) {
    EXPECT_EQ(backup().hears({.hop_limit = 254}).dropped(DropReason::ttl), 1U);
}
TEST(Drops, ChargeTheInstanceForItsOwnEcho) {
    EXPECT_EQ(backup().hears({.source = us}).dropped(DropReason::own_source), 1U);
}
TEST(Drops, ChargeTheInstanceForAStrangersResignation) {
    EXPECT_EQ(backup().hears().hears({.source = stranger, .value = 0}).dropped(DropReason::stranger_resigned), 1U);
}
TEST(Drops, ChargeTheInstanceForAnotherIntervalInVersion2) {
    Shell shell = backup(web2());
    shell.hears({.interval = vrrp::Centiseconds{200}, .version = vrrp::Version::v2});
    EXPECT_EQ(shell.dropped(DropReason::interval_mismatch), 1U);
}

TEST(Drops, ChargeTheInterfaceForAnUnknownRouter) {  // P51
    EXPECT_EQ(backup().hears({.vrid = vrrp::Vrid{52}}).dropped_on_interface(DropReason::vrid), 1U);
}
TEST(Drops, ChargeTheInterfaceForATruncatedMessage) {  // P43
    EXPECT_EQ(backup().hears_bytes(peer, {0x31, 51, 200}).dropped_on_interface(DropReason::truncated), 1U);
}
TEST(Drops, ChargeTheInterfaceForAnotherType) {
    EXPECT_EQ(heard_with(0, 0x32).dropped_on_interface(DropReason::type), 1U);
}
TEST(Drops, ChargeTheInterfaceForWhatTheShellCouldNotParse) {  // P40
    Shell shell = backup();
    shell.happens(DatagramReceived{eth0, net::Family::ipv4, std::unexpected{DropReason::ip_header}});
    EXPECT_EQ(shell.dropped_on_interface(DropReason::ip_header), 1U);
}
TEST(Drops, ChargeTheFamilyThatBroughtThem) {
    Shell shell = backup();
    shell.happens(DatagramReceived{eth0, net::Family::ipv6, std::unexpected{DropReason::options}});
    EXPECT_EQ(shell.dropped_on_interface(DropReason::options, net::Family::ipv6), 1U);
    EXPECT_EQ(shell.dropped_on_interface(DropReason::options, net::Family::ipv4), 0U);
}

}  // namespace counters_test
}  // namespace holdfast::engine
