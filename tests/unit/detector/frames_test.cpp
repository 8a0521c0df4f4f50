#include "detector/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace frames_test {

using samples::ip;
using samples::own_mac;
using samples::peer_mac;

TEST(ArpProbe, IsABroadcastRequestFromNoAddress) {
    const net::Bytes expected{
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x52, 0x54, 0, 0,  0, 0x01, 0x08, 0x06,  // Ethernet
        0,    1,    0x08, 0,    6,    4,    0,    1,                                 // a request
        0x52, 0x54, 0,    0,    0,    0x01, 0,    0,    0, 0,                        // us, 0.0.0.0
        0,    0,    0,    0,    0,    0,    10,   0,    0, 10,                       // who has 10.0.0.10?
    };
    EXPECT_EQ(arp_probe(own_mac, ip("10.0.0.10")), expected);
}

TEST(NeighbourProbe, AsksTheSolicitedNodeGroupFromOurOwnAddress) {
    const net::Bytes frame = neighbour_probe(own_mac, ip("fe80::1"), ip("2001:db8::a:b"));
    const net::Bytes ethernet{frame.begin(), frame.begin() + 14};
    EXPECT_EQ(ethernet, (net::Bytes{0x33, 0x33, 0xff, 0x0a, 0, 0x0b, 0x52, 0x54, 0, 0, 0, 0x01, 0x86, 0xdd}));
    EXPECT_EQ(frame.at(21), 255);            // hop limit
    const auto parsed = parse_frame(frame);  // verifies the checksum
    ASSERT_TRUE(parsed);
    EXPECT_EQ(std::get<NeighbourSolicitation>(parsed->content),
              (NeighbourSolicitation{ip("fe80::1"), ip("2001:db8::a:b"), own_mac}));
}

TEST(NeighbourProbe, HasTheChecksumOfAKnownFrame) {
    // RFC 4443 §2.3 over fe80::1 -> ff02::1:ff00:10.
    const net::Bytes frame = neighbour_probe(own_mac, ip("fe80::1"), ip("fe80::10"));
    EXPECT_EQ(frame.at(56), 0x2a);
    EXPECT_EQ(frame.at(57), 0x27);
}

TEST(Arp, ReplyIsRead) {
    const net::Bytes bytes = samples::arp_reply(peer_mac, ip("10.0.0.10"));
    const auto frame = parse_frame(bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->destination, own_mac);
    EXPECT_EQ(std::get<Arp>(frame->content), (Arp{true, peer_mac, ip("10.0.0.10"), own_mac, ip("0.0.0.0")}));
}

TEST(NeighbourAdvertisement, WithoutAnOptionSpeaksForTheFramesSource) {
    net::Writer message;
    message.u8(wire::neighbour_advertisement).u8(0).u16(0).u32(0).append(ip("fe80::10").bytes());
    message.put_u16(2, wire::icmpv6_sum(ip("fe80::10"), ip("fe80::1"), message.view()).complement());
    const net::Bytes bytes =
        samples::ipv6(own_mac, peer_mac, ip("fe80::10"), ip("fe80::1"), wire::icmpv6, message.view());
    const auto frame = parse_frame(bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(std::get<NeighbourAdvertisement>(frame->content).target_mac, peer_mac);
}

TEST(NeighbourAdvertisement, FromBeyondTheLinkIsNotBelieved) {
    net::Bytes bytes = samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("fe80::1"), true);
    ASSERT_TRUE(parse_frame(bytes));
    bytes.at(21) = 254;
    EXPECT_FALSE(parse_frame(bytes));
}

TEST(NeighbourAdvertisement, WithAWrongChecksumIsNotBelieved) {
    net::Bytes bytes = samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("fe80::1"), true);
    bytes.back() ^= 1;
    EXPECT_FALSE(parse_frame(bytes));
}

TEST(NeighbourAdvertisement, WithAnOptionOfLengthZeroIsNotBelieved) {  // RFC 4861 §7.1.2
    net::Bytes bytes = samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("fe80::1"), true);
    bytes.at(14 + 40 + 25) = 0;
    bytes.at(14 + 40 + 3) = static_cast<std::uint8_t>(bytes.at(14 + 40 + 3) + 1);  // the checksum follows
    EXPECT_FALSE(parse_frame(bytes));
}

TEST(NeighbourAdvertisement, ThatAnswersEverybodyIsNotBelieved) {  // RFC 4861 §7.1.2
    EXPECT_TRUE(parse_frame(samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("ff02::1"), false)));
    EXPECT_FALSE(parse_frame(samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("ff02::1"), true)));
}

TEST(NeighbourAdvertisement, OfAMulticastAddressIsNotBelieved) {  // RFC 4861 §7.1.2
    EXPECT_FALSE(parse_frame(samples::neighbour_advertisement(own_mac, peer_mac, ip("ff02::5"), ip("fe80::1"), true)));
}

TEST(Advert, IsReadInBothFamilies) {
    for (const char* source : {"10.0.0.2", "fe80::2"}) {
        const bool is_v4 = ip(source).family() == net::Family::ipv4;
        const net::Bytes bytes =
            samples::advert({.source = ip(source), .address = ip(is_v4 ? "10.0.0.10" : "fe80::10")});
        const auto frame = parse_frame(bytes);
        ASSERT_TRUE(frame);
        const auto& datagram = std::get<vrrp::Datagram>(frame->content);
        EXPECT_EQ(datagram.source, ip(source));
        EXPECT_EQ(datagram.hop_limit, 255);
        EXPECT_TRUE(vrrp::read_header(datagram));
    }
}

TEST(Advert, WithABrokenIpHeaderIsNotBelieved) {
    net::Bytes bytes = samples::advert({});
    bytes.at(14 + 12) ^= 1;  // the source address, under the header's checksum
    EXPECT_FALSE(parse_frame(bytes));
}

TEST(Frame, OfAnotherKindSaysNothing) {
    net::Bytes udp = samples::advert({});
    udp.at(14 + 9) = 17;
    EXPECT_FALSE(parse_frame(udp));
    net::Bytes unknown = samples::advert({});
    unknown.at(12) = 0x88;
    EXPECT_FALSE(parse_frame(unknown));
    net::Bytes inverse_arp = samples::arp_reply(peer_mac, ip("10.0.0.10"));
    inverse_arp.at(21) = 9;
    EXPECT_FALSE(parse_frame(inverse_arp));
}

TEST(Frame, CutAnywhereIsNeverBelievedInAndNeverReadPast) {
    const std::vector<net::Bytes> whole{
        samples::arp_reply(peer_mac, ip("10.0.0.10")),
        samples::neighbour_advertisement(own_mac, peer_mac, ip("fe80::10"), ip("fe80::1"), true),
        neighbour_probe(own_mac, ip("fe80::1"), ip("fe80::10")), samples::advert({})};
    for (const net::Bytes& frame : whole) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            const net::Bytes cut{frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)};
            EXPECT_FALSE(parse_frame(cut)) << size << " of " << frame.size();
        }
    }
}

}  // namespace frames_test
}  // namespace holdfast::detector
