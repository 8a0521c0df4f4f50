// What the detector is told of our own instances.

#include "daemon/app/roles.hpp"

#include <gtest/gtest.h>

namespace holdfast::app {
namespace {

using detector::Role;
using enum engine::InstanceState;

engine::Status with(engine::InstanceState state, std::optional<engine::Withdrawal> withdrawn = {}) {
    engine::InstanceStatus instance;
    instance.settings.name = "web";
    instance.state = state;
    instance.withdrawn = withdrawn;
    instance.addresses = {{.prefix = *net::Prefix::parse("192.0.2.1/24"), .present = true}};
    return {.node = "lb1", .at = {}, .instances = {instance}, .groups = {}, .interfaces = {}};
}

detector::OwnRole role(const engine::Status& status, const Pins& pins = {}, const Stalls& stalls = {}) {
    return roles_of(status, pins, stalls).at(0);
}

TEST(Roles, AreThoseOfTheStates) {
    EXPECT_EQ(role(with(init)).role, Role::absent);
    EXPECT_EQ(role(with(fault)).role, Role::absent);
    EXPECT_EQ(role(with(backup)).role, Role::backup);
    EXPECT_EQ(role(with(master)).role, Role::master);
}

TEST(Roles, OfWhoeverIsWithdrawnAreBackup) {
    EXPECT_EQ(role(with(fenced, engine::Withdrawal::fenced)).role, Role::backup);
    EXPECT_EQ(role(with(master, engine::Withdrawal::fenced)).role, Role::backup);
    EXPECT_TRUE(role(with(backup, engine::Withdrawal::yielded)).withdrawn);
}

TEST(Roles, CarryTheOperatorsPin) {
    EXPECT_EQ(role(with(backup), {{"web", detector::Pin::hold}}).pin, detector::Pin::hold);
    EXPECT_EQ(role(with(backup), {{"mail", detector::Pin::hold}}).pin, detector::Pin::none);
}

TEST(Roles, SayWhetherAllAddressesAreThere) {
    engine::Status status = with(master);
    EXPECT_TRUE(role(status).addresses_present);
    status.instances[0].addresses.push_back({.prefix = *net::Prefix::parse("192.0.2.2/24"), .present = false});
    EXPECT_FALSE(role(status).addresses_present);
}

TEST(Roles, CarryWhatTheKernelAndTheNetworkDid) {
    engine::Status status = with(backup);
    status.instances[0].primary = net::IpAddress::v4(192, 0, 2, 11);
    status.instances[0].stray = {net::IpAddress::v4(192, 0, 2, 1)};
    status.instances[0].counters.transmit_failures = 3;
    EXPECT_EQ(role(status).primary, net::IpAddress::v4(192, 0, 2, 11));
    EXPECT_EQ(role(status).stray.size(), 1U);
    EXPECT_EQ(role(status).transmit_failures, 3U);
}

constexpr net::Instant at(int second) {
    return net::Instant{std::chrono::seconds{second}};
}

// Half a master-down interval is 2 s.
detector::OwnRole after(std::initializer_list<Stall> stalls) {
    engine::Status status = with(backup);
    status.instances[0].master_down_interval = std::chrono::seconds{4};
    Stalls noticed;
    for (const Stall& stall : stalls) noticed.noticed(stall);
    return role(status, {}, noticed);
}

TEST(Roles, CarryTheLastStallThatWasLongEnoughToMatter) {
    const detector::OwnRole told = after({{at(5), std::chrono::seconds{3}}, {at(6), std::chrono::milliseconds{20}}});
    EXPECT_EQ(told.stalled_at, at(5));
    EXPECT_EQ(told.stalled_for, std::chrono::seconds{3});
}

TEST(Roles, CarryAStallThatIsShorterThanTheOneBefore) {
    const detector::OwnRole told = after({{at(5), std::chrono::seconds{10}}, {at(30), std::chrono::seconds{3}}});
    EXPECT_EQ(told.stalled_at, at(30));
    EXPECT_EQ(told.stalled_for, std::chrono::seconds{3});
}

TEST(Roles, CarryNoStallThatDoesNotMatter) {
    EXPECT_EQ(after({{at(5), std::chrono::seconds{1}}}).stalled_for, net::Duration::zero());
}

}  // namespace
}  // namespace holdfast::app
