#include <gtest/gtest.h>

#include "tests/unit/vrrp/golden.hpp"
#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

// 20 bytes of header and "VRRP", from 192.0.2.251 to the group.
net::Bytes ipv4_packet() {
    return from_hex("45c0001800000000ff700000c00002fbe000001256525250");
}

std::optional<DropReason> fate_of(const net::Bytes& packet) {
    const auto parsed = parse_ipv4(packet);
    return parsed ? std::nullopt : std::optional{parsed.error()};
}

TEST(Ipv4Datagram, IsSplitIntoItsParts) {
    const net::Bytes packet = ipv4_packet();
    const Datagram datagram = parse_ipv4(packet).value();
    EXPECT_EQ(datagram.source, ip("192.0.2.251"));
    EXPECT_EQ(datagram.destination, ip("224.0.0.18"));
    EXPECT_EQ(datagram.hop_limit, 255);
    EXPECT_FALSE(datagram.has_options);
    EXPECT_FALSE(datagram.was_fragmented);
    EXPECT_EQ(net::Bytes(datagram.message.begin(), datagram.message.end()), (net::Bytes{'V', 'R', 'R', 'P'}));
}

TEST(Ipv4Datagram, MayHaveNoMessageAtAll) {
    net::Bytes packet = ipv4_packet();
    packet[3] = 20;
    EXPECT_TRUE(parse_ipv4(packet).value().message.empty());
}

TEST(Ipv4Datagram, LosesItsEthernetPadding) {  // P49
    net::Bytes packet = ipv4_packet();
    packet.resize(46);
    EXPECT_EQ(parse_ipv4(packet).value().message.size(), 4U);
}

TEST(Ipv4Datagram, SkipsOptionsAndTellsOfThem) {  // P40: IHL 6
    net::Bytes packet = ipv4_packet();
    packet[0] = 0x46;
    const Datagram datagram = parse_ipv4(packet).value();
    EXPECT_TRUE(datagram.has_options);
    EXPECT_TRUE(datagram.message.empty());
}

TEST(Ipv4Datagram, AcceptsTheLongestHeader) {  // P40: IHL 15
    net::Bytes packet = ipv4_packet();
    packet[0] = 0x4f;
    packet[3] = 64;
    packet.resize(64, 0x31);
    EXPECT_EQ(parse_ipv4(packet).value().message.size(), 4U);
}

TEST(Ipv4Datagram, MayForbidFragmentation) {
    net::Bytes packet = ipv4_packet();
    packet[6] = 0x40;
    EXPECT_FALSE(parse_ipv4(packet).value().was_fragmented);
}

TEST(Ipv4Datagram, IsAFragmentIfMoreFollow) {
    net::Bytes packet = ipv4_packet();
    packet[6] = 0x20;
    EXPECT_TRUE(parse_ipv4(packet).value().was_fragmented);
}

TEST(Ipv4Datagram, IsAFragmentIfItHasAnOffset) {
    net::Bytes packet = ipv4_packet();
    packet[7] = 1;
    EXPECT_TRUE(parse_ipv4(packet).value().was_fragmented);
}

TEST(Ipv4Datagram, IsRefusedWhereverTheHeaderBreaksOff) {
    for (std::size_t size = 0; size < 20; ++size) {
        net::Bytes packet = ipv4_packet();
        packet.resize(size);
        EXPECT_EQ(fate_of(packet), DropReason::ip_header) << size;
    }
}

TEST(Ipv4Datagram, IsRefusedWithAnotherVersion) {
    net::Bytes packet = ipv4_packet();
    packet[0] = 0x65;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

TEST(Ipv4Datagram, IsRefusedWithAHeaderTooShortToBeOne) {
    net::Bytes packet = ipv4_packet();
    packet[0] = 0x44;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

TEST(Ipv4Datagram, IsRefusedWithAHeaderLongerThanItself) {
    net::Bytes packet = ipv4_packet();
    packet[0] = 0x47;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

TEST(Ipv4Datagram, IsRefusedIfItClaimsMoreThanArrived) {
    net::Bytes packet = ipv4_packet();
    packet[3] = 25;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

TEST(Ipv4Datagram, IsRefusedIfItClaimsLessThanItsHeader) {
    net::Bytes packet = ipv4_packet();
    packet[3] = 19;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

TEST(Ipv4Datagram, WithABrokenHeaderIsNotEvenAFragment) {  // the first pair of the ladder
    net::Bytes packet = ipv4_packet();
    packet[3] = 25;
    packet[6] = 0x20;
    EXPECT_EQ(fate_of(packet), DropReason::ip_header);
}

}  // namespace
}  // namespace holdfast::vrrp
