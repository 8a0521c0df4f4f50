// What others send under protocol 112, and what nobody should.
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/vrrp/golden.hpp"
#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

// CARP has VRRP's protocol number, group and hop limit, and the first byte of version 2: virtual host 10, seven words
// of authentication, one second; its counter and digest follow. Its checksum covers the message, as ours does.
net::Bytes carp_message(std::uint8_t demotion) {
    net::Writer out;
    out.u8(0x21).u8(10).u8(0).u8(7).u8(demotion).u8(1).u16(0);
    for (std::uint8_t i = 0; i < 28; ++i) out.u8(static_cast<std::uint8_t>(0x30 + i));
    out.put_u16(6, net::ChecksumSum{}.add(out.view()).complement());
    return out.take();
}

std::optional<DropReason> fate_of(const net::Bytes& message, const Packet& like) {
    const auto heard = decode(like.datagram(message), expectation_of(like));
    return heard ? std::nullopt : std::optional{heard.error()};
}

TEST(Carp, HasAChecksumThatVerifiesAsOurs) {
    EXPECT_TRUE(net::ChecksumSum{}.add(carp_message(0)).verifies());
}

TEST(Carp, IsNoAdvertisementOfVersion2) {
    EXPECT_NE(fate_of(carp_message(0), packet_v2()), std::nullopt);
    EXPECT_NE(fate_of(carp_message(1), packet_v2_with_password()), std::nullopt);
}

TEST(Carp, IsAnotherVersionWhereVersion3IsSpoken) {
    EXPECT_EQ(fate_of(carp_message(0), packet_v3()), DropReason::version);
    EXPECT_EQ(fate_of(carp_message(0), packet_ipv6()), DropReason::version);
}

TEST(Carp, PaddedToTheLengthOfVersion2DiffersInItsAddresses) {
    net::Bytes message = carp_message(0);
    message.resize(8 + 7 * 4 + 8);
    EXPECT_EQ(fate_of(message, packet_v2()), DropReason::address_list);
}

// A message authentication code after the addresses, 28 bytes (published example: key 1, VRID 51, priority 200).
TEST(Trailer, OfAnAuthenticatedMessageIsAMatterOfLength) {  // P49
    Packet like = packet_v3();
    like.source = ip("198.51.100.10");
    like.addresses = {ip("192.0.2.100")};
    const net::Bytes message =
        from_hex("3133c80100644402c00002640101000068000000800000001b84bc4e8e43892dc6d98448f8ee2265");
    EXPECT_EQ(fate_of(message, like), DropReason::length);
}

TEST(Hostile, CountsBeyondTheMessageAreNeverRead) {  // P75
    for (Packet packet : {packet_v2(), packet_v3(), packet_ipv6()}) {
        packet.count = 255;
        packet.addresses.clear();
        EXPECT_EQ(fate(packet, expectation_of(packet)), DropReason::length);
    }
}

// Random bytes behind a plausible beginning are dropped or decoded, and read nothing that is not theirs (sanitizers).
TEST(Hostile, NoiseIsDroppedBeforeItsAddressesAreBelieved) {  // P75
    std::mt19937 random{112};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        net::Bytes message(random() % 64);
        for (std::uint8_t& byte : message) byte = static_cast<std::uint8_t>(random());
        if (!message.empty()) message[0] = random() % 2 != 0 ? 0x31 : 0x21;
        for (const Packet& like : {packet_v2(), packet_v3(), packet_ipv6()}) {
            if (!fate_of(message, like)) ++accepted;
        }
    }
    EXPECT_EQ(accepted, 0);
}

TEST(Hostile, NoisyIpHeadersNeverReachPastThePacket) {  // P40
    std::mt19937 random{4};
    for (int round = 0; round < 20'000; ++round) {
        net::Bytes packet(random() % 80);
        for (std::uint8_t& byte : packet) byte = static_cast<std::uint8_t>(random());
        if (packet.size() < 20) continue;
        packet[0] = static_cast<std::uint8_t>(0x40 | packet[0] % 16);
        packet[2] = 0;  // a length of less than 256
        const auto parsed = parse_ipv4(packet);
        EXPECT_LE(parsed ? parsed->message.size() : 0, packet.size() - 20);
    }
}

}  // namespace
}  // namespace holdfast::vrrp
