#include "daemon/io/raw_socket.hpp"

#include <array>

#include <netinet/in.h>
#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/sockaddr.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using test::ip;
using test::readable;
using testing::Each;
using testing::Eq;
using testing::SizeIs;

constexpr std::array<std::uint8_t, 12> advert{0x31, 51, 100, 1, 0, 100, 0, 0, 192, 0, 2, 50};
constexpr std::size_t ip_header = 20;

struct Heard {
    net::Bytes bytes;
    Packet packet;
};

// The next packet, with its bytes kept.
std::optional<Heard> hear(RawSocket& socket) {
    if (!readable(socket.fd())) return std::nullopt;
    const auto packets = socket.receive();
    if (packets.empty()) return std::nullopt;
    return Heard{{packets[0].bytes.begin(), packets[0].bytes.end()}, packets[0]};
}

class RawSocketTest : public test::TwoHosts {
protected:
    RawSocket sender(net::Family family) { return RawSocket::open(left0, "eth0", family).value(); }
    RawSocket receiver(net::Family family) {
        return on_right([&] { return RawSocket::open(right0, "eth0", family).value(); });
    }
    // One that does as it likes: another program's.
    Fd stranger(int family) { return Fd{::socket(family, SOCK_RAW | SOCK_CLOEXEC, 112)}; }
    void send_by(const Fd& fd, const net::IpAddress& to, net::ByteView bytes) {
        const SocketAddress address = socket_address(to, left0);
        EXPECT_EQ(::sendto(fd.get(), bytes.data(), bytes.size(), 0, address.get(), address.length),
                  static_cast<ssize_t>(bytes.size()));
    }
    Outgoing to_group() const { return {ip("192.0.2.1"), ip("224.0.0.18"), advert}; }
    Outgoing to_group6() const { return {ip("fe80::1"), ip("ff02::12"), advert}; }
};

TEST_F(RawSocketTest, CarriesAnIpv4AdvertToTheGroupWithTtl255) {  // P20
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    EXPECT_THAT(from.send(std::array{to_group()}), SizeIs(0));
    const auto heard = hear(to);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->packet.source, ip("192.0.2.1"));
    EXPECT_EQ(heard->packet.destination, ip("224.0.0.18"));
    EXPECT_EQ(heard->packet.hop_limit, 255);
    EXPECT_FALSE(heard->packet.was_fragmented);
    ASSERT_THAT(heard->bytes, SizeIs(ip_header + advert.size()));
    EXPECT_TRUE(std::equal(advert.begin(), advert.end(), heard->bytes.begin() + ip_header));
}

TEST_F(RawSocketTest, MarksIpv4AdvertsAsNetworkControl) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    from.send(std::array{to_group()});
    const auto heard = hear(to);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->bytes.at(1), 0xC0);
}

// The advert's checksum is wrong on purpose: the kernel must not judge it (P65).
TEST_F(RawSocketTest, CarriesAnIpv6AdvertToTheGroupWithHopLimit255) {  // P21
    auto from = sender(net::Family::ipv6);
    auto to = receiver(net::Family::ipv6);
    EXPECT_THAT(from.send(std::array{to_group6()}), SizeIs(0));
    const auto heard = hear(to);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->packet.source, ip("fe80::1"));
    EXPECT_EQ(heard->packet.destination, ip("ff02::12"));
    EXPECT_EQ(heard->packet.hop_limit, 255);
    EXPECT_FALSE(heard->packet.has_extension_headers);
    EXPECT_FALSE(heard->packet.was_fragmented);
    EXPECT_EQ(heard->bytes, net::Bytes(advert.begin(), advert.end()));
}

TEST_F(RawSocketTest, CarriesUnicastInBothFamiliesWithHopLimit255) {
    auto from4 = sender(net::Family::ipv4);
    auto from6 = sender(net::Family::ipv6);
    auto to4 = receiver(net::Family::ipv4);
    auto to6 = receiver(net::Family::ipv6);
    EXPECT_THAT(from4.send(std::array{Outgoing{ip("192.0.2.1"), ip("192.0.2.2"), advert}}), SizeIs(0));
    EXPECT_THAT(from6.send(std::array{Outgoing{ip("fe80::1"), ip("fe80::2"), advert}}), SizeIs(0));
    const auto heard4 = hear(to4);
    const auto heard6 = hear(to6);
    ASSERT_TRUE(heard4 && heard6);
    EXPECT_EQ(heard4->packet.hop_limit, 255);
    EXPECT_EQ(heard6->packet.hop_limit, 255);
    EXPECT_EQ(heard4->packet.destination, ip("192.0.2.2"));
    EXPECT_EQ(heard6->packet.destination, ip("fe80::2"));
}

TEST_F(RawSocketTest, SendsFromTheSourceThatIsAskedFor) {
    test::run("ip address add 192.0.2.77/32 dev eth0");
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    from.send(std::array{Outgoing{ip("192.0.2.77"), ip("224.0.0.18"), advert}});
    const auto heard = hear(to);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->packet.source, ip("192.0.2.77"));
}

TEST_F(RawSocketTest, TellsAHopLimitThatIsNot255) {
    auto to4 = receiver(net::Family::ipv4);
    auto to6 = receiver(net::Family::ipv6);
    send_by(stranger(AF_INET), ip("192.0.2.2"), advert);
    send_by(stranger(AF_INET6), ip("fe80::2"), advert);
    const auto heard4 = hear(to4);
    const auto heard6 = hear(to6);
    ASSERT_TRUE(heard4 && heard6);
    EXPECT_EQ(heard4->packet.hop_limit, 64);
    EXPECT_EQ(heard6->packet.hop_limit, 64);
}

TEST_F(RawSocketTest, TellsOfExtensionHeaders) {
    auto to = receiver(net::Family::ipv6);
    const Fd from = stranger(AF_INET6);
    constexpr std::array<std::uint8_t, 8> padding{0, 0, 1, 4, 0, 0, 0, 0};  // destination options: PadN
    ASSERT_TRUE(set_option(from.get(), IPPROTO_IPV6, IPV6_DSTOPTS, padding));
    send_by(from, ip("fe80::2"), advert);
    const auto heard = hear(to);
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->packet.has_extension_headers);
}

TEST_F(RawSocketTest, TellsOfFragmentsInBothFamilies) {
    auto to4 = receiver(net::Family::ipv4);
    auto to6 = receiver(net::Family::ipv6);
    const net::Bytes longer_than_the_mtu(2000, 0);
    send_by(stranger(AF_INET), ip("192.0.2.2"), longer_than_the_mtu);
    send_by(stranger(AF_INET6), ip("fe80::2"), longer_than_the_mtu);
    const auto heard4 = hear(to4);
    const auto heard6 = hear(to6);
    ASSERT_TRUE(heard4 && heard6);
    EXPECT_TRUE(heard4->packet.was_fragmented);
    EXPECT_TRUE(heard6->packet.was_fragmented);
}

TEST_F(RawSocketTest, DoesNotHearItself) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    from.send(std::array{to_group()});
    ASSERT_TRUE(hear(to));  // it has been out
    EXPECT_THAT(from.receive(), SizeIs(0));
}

TEST_F(RawSocketTest, HearsItsOwnInterfaceOnly) {
    auto from = sender(net::Family::ipv4);
    on_right([] {
        test::run("ip link add other type bridge; ip link set other up");
        return 0;
    });
    auto elsewhere =
        on_right([] { return RawSocket::open(test::index_of("other"), "other", net::Family::ipv4).value(); });
    auto to = receiver(net::Family::ipv4);
    from.send(std::array{to_group()});
    ASSERT_TRUE(hear(to));
    EXPECT_THAT(elsewhere.receive(), SizeIs(0));
}

TEST_F(RawSocketTest, SendsTheRestAfterOneThatFails) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    const Outgoing not_ours{ip("192.0.2.200"), ip("224.0.0.18"), advert};
    const auto results = from.send(std::array{to_group(), not_ours, to_group()});
    ASSERT_THAT(results, SizeIs(3));
    EXPECT_FALSE(results[0]);
    ASSERT_TRUE(results[1]);
    EXPECT_EQ(results[1]->text(), "send to 224.0.0.18: network is unreachable");
    EXPECT_FALSE(results[2]);
    EXPECT_THAT(to.receive(), SizeIs(2));
}

TEST_F(RawSocketTest, TellsThatTheInterfaceTakesNoAdvert) {  // K16, K21
    test::run(
        "nft 'add table netdev mute; add chain netdev mute out { type filter hook egress device eth0 priority 0;"
        " policy drop; }'");
    const auto results4 = sender(net::Family::ipv4).send(std::array{to_group()});
    const auto results6 = sender(net::Family::ipv6).send(std::array{to_group6()});
    ASSERT_THAT(results4, SizeIs(1));
    ASSERT_THAT(results6, SizeIs(1));
    EXPECT_EQ(results4[0]->code, ENOBUFS);
    EXPECT_EQ(results6[0]->code, ENOBUFS);
}

// By ICMP: that nobody listens there.
TEST_F(RawSocketTest, QueuesNothingThatPeersSayOfItsAdverts) {
    auto from = sender(net::Family::ipv4);
    EXPECT_THAT(from.send(std::array{to_group()}), SizeIs(0));
    EXPECT_THAT(from.send(std::array{Outgoing{ip("192.0.2.1"), ip("192.0.2.2"), advert}}), SizeIs(0));
    from.receive();
    EXPECT_FALSE(readable(from.fd(), std::chrono::milliseconds{0}));
}

TEST_F(RawSocketTest, Carries255AdvertsInOneBatch) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    EXPECT_THAT(from.send(std::vector<Outgoing>(255, to_group())), SizeIs(0));
    std::size_t received = 0;
    for (auto packets = to.receive(); !packets.empty(); packets = to.receive()) received += packets.size();
    EXPECT_EQ(received, 255U);
    EXPECT_EQ(to.count_overflows(), 0U);
}

TEST_F(RawSocketTest, CountsWhatCameTooFastForIt) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    constexpr std::size_t sent = 8000;
    EXPECT_THAT(from.send(std::vector<Outgoing>(sent, to_group())), SizeIs(0));
    std::size_t received = 0;
    for (auto packets = to.receive(); !packets.empty(); packets = to.receive()) received += packets.size();
    EXPECT_GT(to.count_overflows(), 0U);
    EXPECT_EQ(received + to.overflows(), sent);
}

TEST_F(RawSocketTest, CountsEachLossOnce) {
    auto from = sender(net::Family::ipv4);
    auto to = receiver(net::Family::ipv4);
    from.send(std::vector<Outgoing>(8000, to_group()));
    const std::uint64_t lost = to.count_overflows();
    EXPECT_EQ(to.count_overflows(), 0U);
    EXPECT_EQ(to.overflows(), lost);
}

TEST_F(RawSocketTest, SaysWhichInterfaceIsMissing) {
    const auto socket = RawSocket::open(net::InterfaceIndex{4711}, "eth9", net::Family::ipv4);
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().text(), "listen on eth9: no such device");
}

}  // namespace
}  // namespace holdfast::io
