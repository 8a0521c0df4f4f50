#include <gtest/gtest.h>

#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

TEST(Decode, GivesWhatTheMessageSays) {
    const Accepted accepted = hear(packet_v3(), expectation_of(packet_v3())).value();
    const Advertisement said{Version::v3, Vrid{10}, Priority{200}, Centiseconds{100}, packet_v3().addresses};
    EXPECT_EQ(accepted.advert, said);
    EXPECT_EQ(accepted.source, ip("192.0.2.251"));
}

TEST(Decode, FindsNothingOddInAnAgreeingMessage) {
    for (const Packet& packet : {packet_v2(), packet_v3(), packet_ipv6()}) {
        const Accepted accepted = hear(packet, expectation_of(packet)).value();
        EXPECT_FALSE(accepted.interval_differs);
        EXPECT_FALSE(accepted.address_list_differs);
        EXPECT_FALSE(accepted.owner_conflict);
    }
}

TEST(Decode, IgnoresTheReservedBits) {  // P10
    Packet packet = packet_v3();
    packet.interval = 0xf064;
    const Accepted accepted = hear(packet, expectation_of(packet_v3())).value();
    EXPECT_EQ(accepted.advert.interval, Centiseconds{100});
    EXPECT_FALSE(accepted.interval_differs);
}

TEST(Decode, DropsReservedBitsAroundAZeroInterval) {  // P10, P55
    Packet packet = packet_v3();
    packet.interval = 0xf000;
    EXPECT_EQ(fate(packet, expectation_of(packet_v3())), DropReason::interval_zero);
}

TEST(Decode, FlagsAnotherIntervalInVersion3) {  // P59
    Packet packet = packet_v3();
    packet.interval = 4095;
    const Accepted accepted = hear(packet, expectation_of(packet_v3())).value();
    EXPECT_TRUE(accepted.interval_differs);
    EXPECT_EQ(accepted.advert.interval, Centiseconds{4095});
}

TEST(Decode, DropsAnotherIntervalEvenOfAResignationInVersion2) {  // P58
    Packet packet = packet_v2();
    packet.priority = 0;
    packet.interval = 99;
    EXPECT_EQ(fate(packet, expectation_of(packet_v2())), DropReason::interval_mismatch);
}

TEST(Decode, DropsAHopLimitThatTheKernelDidNotTell) {  // P42
    Packet packet = packet_ipv6();
    packet.hop_limit.reset();
    EXPECT_EQ(fate(packet, expectation_of(packet_ipv6())), DropReason::ttl);
}

TEST(Decode, DropsSourcesThatNoRouterHas) {  // P70
    for (const char* source : {"0.0.0.0", "255.255.255.255", "224.0.0.18", "127.0.0.1"}) {
        Packet packet = packet_v3();
        packet.source = ip(source);
        EXPECT_EQ(fate(packet, expectation_of(packet_v3())), DropReason::src) << source;
    }
    for (const char* source : {"::", "::1", "2001:db8::5", "ff02::12"}) {
        Packet packet = packet_ipv6();
        packet.source = ip(source);
        EXPECT_EQ(fate(packet, expectation_of(packet_ipv6())), DropReason::src) << source;
    }
}

TEST(Decode, DropsEachOfItsOwnAddressesAsSource) {  // P29
    Packet packet = packet_v3();
    Expectation expected = expectation_of(packet);
    expected.own_addresses.push_back(packet.source);
    EXPECT_EQ(fate(packet, expected), DropReason::own_source);
}

TEST(Decode, DropsWhatIsSentToItAloneInAMulticastGroup) {  // P69
    Packet packet = packet_v3();
    const Expectation expected = expectation_of(packet);
    packet.destination = expected.own_addresses.front();
    EXPECT_EQ(fate(packet, expected), DropReason::dst);
}

TEST(Decode, AcceptsTheAddressesInAnyOrder) {  // P14
    Packet packet = packet_v3();
    std::swap(packet.addresses[0], packet.addresses[1]);
    EXPECT_FALSE(hear(packet, expectation_of(packet_v3())).value().address_list_differs);
}

TEST(Decode, AcceptsTheAddressesInAnyOrderOfOurs) {  // P14
    Expectation expected = expectation_of(packet_v3());
    std::swap(expected.addresses[0], expected.addresses[1]);
    EXPECT_FALSE(hear(packet_v3(), expected).value().address_list_differs);
}

TEST(Decode, FlagsADifferentListInVersion3) {  // P67
    Packet packet = packet_v3();
    packet.addresses.back() = ip("192.0.2.99");
    EXPECT_TRUE(hear(packet, expectation_of(packet_v3())).value().address_list_differs);
}

TEST(Decode, FlagsAShorterListInVersion3) {  // P67
    Packet packet = packet_v3();
    packet.addresses.pop_back();
    EXPECT_TRUE(hear(packet, expectation_of(packet_v3())).value().address_list_differs);
}

TEST(Decode, FlagsARepeatedAddressInVersion3) {  // P67
    Packet packet = packet_v3();
    packet.addresses.back() = packet.addresses.front();
    EXPECT_TRUE(hear(packet, expectation_of(packet_v3())).value().address_list_differs);
}

TEST(Decode, AcceptsADifferentListFromTheOwnerInVersion2) {  // P68
    Packet packet = packet_v2();
    packet.addresses.back() = ip("192.0.2.99");
    packet.priority = 255;
    EXPECT_TRUE(hear(packet, expectation_of(packet_v2())).value().address_list_differs);
}

TEST(Decode, FlagsASecondOwnerInVersion3) {  // P52
    Packet packet = packet_v3();
    packet.priority = 255;
    Expectation expected = expectation_of(packet);
    expected.owns_addresses = true;
    EXPECT_TRUE(hear(packet, expected).value().owner_conflict);
}

TEST(Decode, FindsNoConflictBetweenAnOwnerAndItsBackup) {  // P52
    Expectation expected = expectation_of(packet_v3());
    expected.owns_addresses = true;
    EXPECT_FALSE(hear(packet_v3(), expected).value().owner_conflict);
}

TEST(Decode, FindsNoConflictBetweenABackupAndItsOwner) {  // P52
    Packet packet = packet_v3();
    packet.priority = 255;
    EXPECT_FALSE(hear(packet, expectation_of(packet)).value().owner_conflict);
}

TEST(Decode, DropsFewerAddressesThanAreCounted) {  // P47
    Packet packet = packet_v3();
    packet.count = 3;
    EXPECT_EQ(fate(packet, expectation_of(packet_v3())), DropReason::length);
}

TEST(Decode, DropsMoreAddressesThanAreCounted) {  // P49
    Packet packet = packet_v3();
    packet.count = 1;
    EXPECT_EQ(fate(packet, expectation_of(packet_v3())), DropReason::length);
}

TEST(Decode, DropsAddressesWhereNoneAreCounted) {  // P54
    Packet packet = packet_v3();
    packet.count = 0;
    EXPECT_EQ(fate(packet, expectation_of(packet_v3())), DropReason::count_zero);
}

TEST(Decode, DropsVersion2WithoutTheRoomForAPassword) {  // P48
    Packet packet = packet_v2();
    packet.cut = 16;  // the password's eight zeros count nothing in the sum
    EXPECT_EQ(fate(packet, expectation_of(packet_v2())), DropReason::length);
}

TEST(Decode, Accepts255Addresses) {  // P75
    Packet packet = packet_ipv6();
    packet.addresses.assign(255, ip("fe80::1"));
    EXPECT_EQ(hear(packet, expectation_of(packet)).value().advert.addresses.size(), 255U);
}

TEST(Decode, IgnoresThePasswordWhereNoneIsExpected) {  // P11
    Packet packet = packet_v2();
    packet.password = secret;
    EXPECT_EQ(fate(packet, expectation_of(packet_v2())), std::nullopt);
}

TEST(Decode, AcceptsTheRightPassword) {  // P57
    EXPECT_EQ(fate(packet_v2_with_password(), expectation_of(packet_v2_with_password())), std::nullopt);
}

TEST(Decode, DropsAPasswordThatDiffersInAnyByte) {  // P57
    for (std::size_t i = 0; i < secret.size(); ++i) {
        Packet packet = packet_v2_with_password();
        packet.password[i] ^= 0x80;
        EXPECT_EQ(fate(packet, expectation_of(packet_v2_with_password())), DropReason::auth_fail) << i;
    }
}

TEST(Decode, DropsAPasswordWhereNoneIsExpected) {  // P57
    EXPECT_EQ(fate(packet_v2_with_password(), expectation_of(packet_v2())), DropReason::auth_type);
}

TEST(Decode, DropsNoPasswordWhereOneIsExpected) {  // P57
    EXPECT_EQ(fate(packet_v2(), expectation_of(packet_v2_with_password())), DropReason::auth_type);
}

}  // namespace
}  // namespace holdfast::vrrp
