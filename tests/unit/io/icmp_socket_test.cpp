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
