#include "daemon/io/icmp_socket.hpp"

#include <gtest/gtest.h>

#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using IcmpSocketTest = test::TwoHosts;

TEST_F(IcmpSocketTest, HearsAnIpv4ReplyWithItsIdAndSequence) {
    auto socket = IcmpSocket::open(net::Family::ipv4, "eth0").value();
    ASSERT_TRUE(socket.send_echo(test::ip("192.0.2.2"), 0x1234, 7));
    ASSERT_TRUE(test::readable(socket.fd()));
    const auto reply = socket.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->source, test::ip("192.0.2.2"));
    EXPECT_EQ(reply->id, 0x1234);
    EXPECT_EQ(reply->sequence, 7);
}

TEST_F(IcmpSocketTest, HearsALinkLocalIpv6ReplyOnAnUnboundSocket) {
    auto socket = IcmpSocket::open(net::Family::ipv6).value();
    ASSERT_TRUE(socket.send_echo(test::ip("fe80::2"), 0x1234, 7, left0));
    ASSERT_TRUE(test::readable(socket.fd()));
    const auto reply = socket.receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->source, test::ip("fe80::2"));
    EXPECT_EQ(reply->id, 0x1234);
    EXPECT_EQ(reply->sequence, 7);
}

// A reply to an address that is not ours alone would go to the other who has it.
TEST_F(IcmpSocketTest, AsksFromTheAddressThatItIsTold) {
    test::run(
        "ip address add 192.0.2.10/32 dev eth0; ip address add 2001:db8::10/64 dev eth0 nodad;"
        "ip address add 2001:db8::1/64 dev eth0 nodad");
    on_right([] {
        test::run(
            "ip address add 2001:db8::2/64 dev eth0 nodad; ip route add blackhole 192.0.2.1/32;"
            "ip route add blackhole 2001:db8::1/128");
        return true;
    });
    const std::vector<std::pair<const char*, const char*>> ways{{"192.0.2.10", "192.0.2.2"},
                                                                {"2001:db8::10", "2001:db8::2"}};
    for (const auto& [from, to] : ways) {
        auto socket = IcmpSocket::open(test::ip(to).family()).value();
        ASSERT_TRUE(socket.send_echo(test::ip(to), 1, 1, {}, test::ip(from)));
        EXPECT_TRUE(test::readable(socket.fd())) << from;
    }
}

TEST_F(IcmpSocketTest, CannotAskFromAnAddressThatIsNotOurs) {
    auto socket = IcmpSocket::open(net::Family::ipv4).value();
    EXPECT_FALSE(socket.send_echo(test::ip("192.0.2.2"), 1, 1, {}, test::ip("192.0.2.77")));
}

TEST_F(IcmpSocketTest, HearsRepliesOnlyAndNotItsOwnRequests) {
    auto socket = IcmpSocket::open(net::Family::ipv4).value();
    ASSERT_TRUE(socket.send_echo(test::ip("127.0.0.1"), 1, 1));
    ASSERT_TRUE(test::readable(socket.fd()));
    EXPECT_TRUE(socket.receive());
    EXPECT_FALSE(socket.receive());
}

TEST_F(IcmpSocketTest, SaysThatThereIsNoWay) {
    auto socket = IcmpSocket::open(net::Family::ipv4).value();
    const auto sent = socket.send_echo(test::ip("198.51.100.1"), 1, 1);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().text(), "ping 198.51.100.1: network is unreachable");
}

}  // namespace
}  // namespace holdfast::io
