// P60-P66: which bytes the checksum covers, and unicast, where that matters most.
#include <gtest/gtest.h>

#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

Packet to_peer(Packet packet, const Expectation& expected) {
    packet.destination = expected.own_addresses.front();
    return packet;
}

Expectation from_peer(const Packet& packet) {
    Expectation expected = expectation_of(packet);
    expected.unicast_peers = {packet.source};
    return expected;
}

TEST(Checksum, OfTheMessageAloneIsReported) {  // P61
    Packet packet = packet_v3();
    packet.form = ChecksumForm::rfc9568;
    EXPECT_EQ(hear(packet, expectation_of(packet)).value().checksum_form, ChecksumForm::rfc9568);
}

TEST(Checksum, WithThePseudoHeaderIsReported) {  // P61
    Packet packet = packet_v3();
    packet.form = ChecksumForm::pseudo_header;
    EXPECT_EQ(hear(packet, expectation_of(packet)).value().checksum_form, ChecksumForm::pseudo_header);
}

TEST(Checksum, OfVersion2HasNoPseudoHeader) {  // P60
    Packet packet = packet_v2();
    packet.source = ip("192.0.2.77");
    EXPECT_EQ(fate(packet, expectation_of(packet)), std::nullopt);
}

TEST(Checksum, OfVersion2CoversThePassword) {  // P60
    Packet packet = packet_v2_with_password();
    net::Bytes message = packet.bytes();
    message.back() ^= 1;
    EXPECT_EQ(decode(packet.datagram(message), expectation_of(packet)).error(), DropReason::checksum);
}

TEST(Checksum, WithThePseudoHeaderBindsTheSource) {  // P61
    Packet packet = packet_v3();
    packet.form = ChecksumForm::pseudo_header;
    const net::Bytes message = packet.bytes();
    packet.source = ip("192.0.2.250");
    EXPECT_EQ(decode(packet.datagram(message), expectation_of(packet)).error(), DropReason::checksum);
}

TEST(Checksum, OverIpv6AlwaysHasThePseudoHeader) {  // P62
    Packet packet = packet_ipv6();
    const net::Bytes message = packet.bytes();
    packet.source = ip("fe80::c9");
    EXPECT_EQ(decode(packet.datagram(message), expectation_of(packet)).error(), DropReason::checksum);
}

TEST(Checksum, OverIpv6NeverHasTheGroupOfIpv4) {  // P62, P64
    Packet packet = packet_ipv6();
    packet.checksum_destination = ip("224.0.0.18");
    EXPECT_EQ(fate(packet, expectation_of(packet)), DropReason::checksum);
}

TEST(Checksum, ThatIsAllZerosIsVerifiedLikeAnyOther) {  // P66
    net::Bytes message = packet_v3().bytes();
    const auto right = static_cast<std::uint16_t>(message[6] << 8 | message[7]);
    // Added to the last address, it makes the sum all ones, and the complement zero.
    Packet packet = packet_v3();
    packet.addresses.back() = net::IpAddress::v4(192, 0, static_cast<std::uint8_t>(0x02 + (right >> 8)),
                                                 static_cast<std::uint8_t>(0x02 + (right & 0xff)));
    message = packet.bytes();
    ASSERT_EQ(message[6] << 8 | message[7], 0);
    EXPECT_EQ(fate(packet, expectation_of(packet)), std::nullopt);
}

TEST(Checksum, OfALongerMessageIsThatOfItsDeclaredPart) {  // P49, P50
    Packet packet = packet_v3();
    packet.trailer = net::Bytes(28, 0x5a);
    EXPECT_EQ(fate(packet, expectation_of(packet)), DropReason::length);
}

TEST(Unicast, PeersAreHeard) {  // P69
    const Expectation expected = from_peer(packet_v3());
    EXPECT_EQ(fate(to_peer(packet_v3(), expected), expected), std::nullopt);
}

TEST(Unicast, StrangersAreDropped) {  // P69
    const Expectation expected = from_peer(packet_v3());
    Packet packet = to_peer(packet_v3(), expected);
    packet.source = ip("192.0.2.66");
    EXPECT_EQ(fate(packet, expected), DropReason::src);
}

TEST(Unicast, TheMulticastGroupIsNoDestination) {  // P69
    EXPECT_EQ(fate(packet_v3(), from_peer(packet_v3())), DropReason::dst);
}

TEST(Unicast, AnyOfOurAddressesIsADestination) {  // P69
    Expectation expected = from_peer(packet_v3());
    expected.own_addresses.push_back(ip("192.0.2.11"));
    Packet packet = packet_v3();
    packet.destination = ip("192.0.2.11");
    EXPECT_EQ(fate(packet, expected), std::nullopt);
}

TEST(Unicast, OwnAddressesAreNoPeers) {  // P29
    Expectation expected = from_peer(packet_v3());
    expected.own_addresses.push_back(packet_v3().source);
    EXPECT_EQ(fate(to_peer(packet_v3(), expected), expected), DropReason::own_source);
}

TEST(Unicast, HopLimitMustBe255Too) {  // P41
    const Expectation expected = from_peer(packet_v3());
    Packet packet = to_peer(packet_v3(), expected);
    packet.hop_limit = 64;
    EXPECT_EQ(fate(packet, expected), DropReason::ttl);
}

TEST(Unicast, ThePseudoHeaderHasTheRealDestination) {  // P64
    const Expectation expected = from_peer(packet_v3());
    Packet packet = to_peer(packet_v3(), expected);
    packet.form = ChecksumForm::pseudo_header;
    EXPECT_EQ(hear(packet, expected).value().checksum_form, ChecksumForm::pseudo_header);
}

TEST(Unicast, ThePseudoHeaderMayHaveTheGroup) {  // P64
    const Expectation expected = from_peer(packet_v3());
    Packet packet = to_peer(packet_v3(), expected);
    packet.form = ChecksumForm::pseudo_header;
    packet.checksum_destination = ip("224.0.0.18");
    EXPECT_EQ(hear(packet, expected).value().checksum_form, ChecksumForm::pseudo_header);
}

TEST(Unicast, ThePseudoHeaderMayNotHaveAnotherHost) {  // P64
    const Expectation expected = from_peer(packet_v3());
    Packet packet = to_peer(packet_v3(), expected);
    packet.form = ChecksumForm::pseudo_header;
    packet.checksum_destination = ip("192.0.2.99");
    EXPECT_EQ(fate(packet, expected), DropReason::checksum);
}

TEST(Unicast, Ipv6PeersNeedNoLinkLocalSource) {
    Packet packet = packet_ipv6();
    packet.source = ip("2001:db8::c8");
    Expectation expected = from_peer(packet);
    expected.own_addresses = {ip("2001:db8::a")};
    EXPECT_EQ(fate(to_peer(packet, expected), expected), std::nullopt);
}

TEST(Unicast, Ipv6ChecksumHasTheRealDestination) {  // P62
    const Expectation expected = from_peer(packet_ipv6());
    Packet packet = to_peer(packet_ipv6(), expected);
    packet.checksum_destination = ip("ff02::12");
    EXPECT_EQ(fate(packet, expected), DropReason::checksum);
}

}  // namespace
}  // namespace holdfast::vrrp
