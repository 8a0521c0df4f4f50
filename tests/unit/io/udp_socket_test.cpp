#include "daemon/io/udp_socket.hpp"

#include <gtest/gtest.h>

#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using test::ip;

class UdpSocketTest : public test::TwoHosts {
protected:
    static net::Bytes text(const char* words) {
        const std::string_view view{words};
        return {view.begin(), view.end()};
    }
    // The next message on `socket`, or nothing.
    static std::vector<UdpMessage> next(UdpSocket& socket) {
        if (!test::readable(socket.fd())) return {};
        const auto messages = socket.receive();
        return {messages.begin(), messages.end()};
    }
};

TEST_F(UdpSocketTest, ToldOfAMessageItSaysFromWhereItCame) {
    auto here = UdpSocket::open({ip("192.0.2.1"), 10112}).value();
    auto there = on_right([] { return UdpSocket::open({ip("192.0.2.2"), 10113}).value(); });
    const net::Bytes said = text("hello");
    ASSERT_TRUE(here.send(said, {ip("192.0.2.2"), 10113}));
    const auto messages = next(there);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(net::Bytes(messages[0].bytes.begin(), messages[0].bytes.end()), said);
    EXPECT_EQ(messages[0].source, (UdpAddress{ip("192.0.2.1"), 10112}));
}

TEST_F(UdpSocketTest, SpeaksIpv6) {
    test::run("ip address add 2001:db8::1/64 dev lo nodad");
    auto here = UdpSocket::open({ip("2001:db8::1"), 10112}).value();
    auto there = UdpSocket::open({ip("::1"), 10113}).value();
    ASSERT_TRUE(here.send(text("hello"), {ip("::1"), 10113}));
    const auto messages = next(there);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].source, (UdpAddress{ip("2001:db8::1"), 10112}));
}

TEST_F(UdpSocketTest, GivesNothingWhenThereIsNothing) {
    auto socket = UdpSocket::open({ip("127.0.0.1"), 0}).value();
    EXPECT_TRUE(socket.receive().empty());
}

TEST_F(UdpSocketTest, TellsWhereItListens) {
    const auto socket = UdpSocket::open({ip("127.0.0.1"), 0}).value();
    EXPECT_EQ(socket.local().address, ip("127.0.0.1"));
    EXPECT_NE(socket.local().port, 0);
}

TEST_F(UdpSocketTest, ListensOnBothFamiliesAtOnePort) {
    const auto v6 = UdpSocket::open({ip("::"), 10112});
    EXPECT_TRUE(v6);
    EXPECT_TRUE(UdpSocket::open({ip("0.0.0.0"), 10112}));
}

TEST_F(UdpSocketTest, SaysWhyItCannotListen) {
    const auto socket = UdpSocket::open({ip("198.51.100.7"), 10112});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().text(), "listen on 198.51.100.7 port 10112: cannot assign requested address");
}

TEST_F(UdpSocketTest, SaysThatThereIsNoWay) {
    auto socket = UdpSocket::open({ip("0.0.0.0"), 0}).value();
    const auto sent = socket.send(text("hello"), {ip("198.51.100.7"), 10112});
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().text(), "send to 198.51.100.7 port 10112: network is unreachable");
}

// Nobody listens there, so the kernel says "port unreachable".
TEST_F(UdpSocketTest, GoesOnSendingWhereNobodyListens) {
    auto socket = UdpSocket::open({ip("127.0.0.1"), 0}).value();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(socket.send(text("hello"), {ip("127.0.0.1"), 10112}));
    EXPECT_TRUE(socket.receive().empty());
}

TEST_F(UdpSocketTest, CutsOffWhatIsLongerThanAnythingItExpects) {
    auto socket = UdpSocket::open({ip("127.0.0.1"), 0}).value();
    ASSERT_TRUE(socket.send(net::Bytes(9000, 1), socket.local()));
    const auto messages = next(socket);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes.size(), 2048U);
}

TEST_F(UdpSocketTest, TakesManyAtOnce) {
    auto socket = UdpSocket::open({ip("127.0.0.1"), 0}).value();
    for (int i = 0; i < 70; ++i) ASSERT_TRUE(socket.send(text("hello"), socket.local()));
    EXPECT_EQ(next(socket).size(), 64U);
    EXPECT_EQ(next(socket).size(), 6U);
}

}  // namespace
}  // namespace holdfast::io
