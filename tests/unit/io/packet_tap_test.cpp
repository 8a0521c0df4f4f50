#include "daemon/io/packet_tap.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/frame_sender.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using testing::SizeIs;

constexpr std::size_t ether_type_at = 12;
constexpr std::size_t ip_at = 14;

// A broadcast frame of 60 bytes, all zero after its type.
net::Bytes frame(std::uint16_t ether_type) {
    net::Bytes bytes(60, 0);
    std::fill_n(bytes.begin(), 6, std::uint8_t{0xff});
    bytes[6] = 0x02;
    bytes[ether_type_at] = static_cast<std::uint8_t>(ether_type >> 8);
    bytes[ether_type_at + 1] = static_cast<std::uint8_t>(ether_type);
    return bytes;
}
net::Bytes arp() {
    return frame(0x0806);
}
net::Bytes ipv4(std::uint8_t protocol) {
    net::Bytes bytes = frame(0x0800);
    bytes[ip_at] = 0x45;
    bytes[ip_at + 9] = protocol;
    return bytes;
}
net::Bytes ipv6(std::uint8_t next_header, std::uint8_t icmp_type = 0) {
    net::Bytes bytes = frame(0x86dd);
    bytes[ip_at] = 0x60;
    bytes[ip_at + 6] = next_header;
    bytes[ip_at + 40] = icmp_type;
    return bytes;
}
net::Bytes arp_of_vlan(std::uint8_t number) {
    net::Bytes bytes = frame(0x8100);
    bytes[ip_at + 1] = number;
    bytes[ip_at + 2] = 0x08;
    bytes[ip_at + 3] = 0x06;
    return bytes;
}

class PacketTapTest : public test::TwoHosts {
protected:
    void set_up() override {
        TwoHosts::set_up();
        sender_ = FrameSender::open();
    }
    PacketTap tap() {
        return on_right([&] { return PacketTap::open(right0, "eth0").value(); });
    }
    void send(const std::vector<net::Bytes>& frames) {
        std::vector<OutgoingFrame> outgoing;
        for (const net::Bytes& bytes : frames) outgoing.push_back({left0, bytes});
        EXPECT_THAT(sender().send(outgoing), SizeIs(0));
    }
    // What came through until the frame that marks the end.
    std::vector<net::Bytes> heard(PacketTap& tap) {
        std::vector<net::Bytes> all;
        while (test::readable(tap.fd())) {
            for (const TappedFrame& seen : tap.receive()) {
                if (seen.bytes[6] == 0x02) all.emplace_back(seen.bytes.begin(), seen.bytes.end());
            }
            if (!all.empty() && all.back() == end()) {
                all.pop_back();
                return all;
            }
        }
        ADD_FAILURE() << "the last frame never came";
        return all;
    }
    static net::Bytes end() {
        net::Bytes bytes = arp();
        bytes.back() = 0xEE;
        return bytes;
    }
    FrameSender& sender() { return sender_.value(); }

private:
    Result<FrameSender> sender_ = failed("not open yet", EBADF);
};

TEST_F(PacketTapTest, SeesArpVrrpAndNeighbourDiscovery) {
    auto tap = this->tap();
    const std::vector wanted{arp(), ipv4(112), ipv6(112), ipv6(58, 135), ipv6(58, 136)};
    send(wanted);
    send({end()});
    EXPECT_EQ(heard(tap), wanted);
}

TEST_F(PacketTapTest, SeesNothingElse) {
    auto tap = this->tap();
    send({ipv4(17), ipv4(1), ipv6(6), ipv6(58, 128), ipv6(58, 134), frame(0x88cc), arp_of_vlan(7)});
    send({end()});
    EXPECT_THAT(heard(tap), SizeIs(0));
}

TEST_F(PacketTapTest, TellsOurOwnFramesFromOthers) {
    auto ours = PacketTap::open(left0, "eth0").value();
    auto theirs = tap();
    send({arp()});
    ASSERT_TRUE(test::readable(ours.fd()) && test::readable(theirs.fd()));
    EXPECT_TRUE(ours.receive()[0].outgoing);
    EXPECT_FALSE(theirs.receive()[0].outgoing);
}

TEST_F(PacketTapTest, SaysHowLongAFrameHasWaited) {
    auto tap = this->tap();
    const net::Instant before = now();
    send({arp()});
    ASSERT_TRUE(test::readable(tap.fd()));
    const net::Duration waited = tap.receive()[0].waited;
    EXPECT_GT(waited, net::Duration{});
    EXPECT_LE(waited, now() - before);
}

TEST_F(PacketTapTest, SaysWhichInterfaceIsMissing) {
    const auto tap = PacketTap::open(net::InterfaceIndex{4711}, "eth9");
    ASSERT_FALSE(tap);
    EXPECT_EQ(tap.error().text(), "watch eth9: no such device");
}

using FrameSenderTest = PacketTapTest;

TEST_F(FrameSenderTest, SendsTheRestAfterOneThatFails) {
    auto tap = this->tap();
    const net::Bytes bytes = arp();
    const net::Bytes last = end();
    const auto results = sender().send(std::array{
        OutgoingFrame{left0, bytes}, OutgoingFrame{net::InterfaceIndex{4711}, bytes}, OutgoingFrame{left0, last}});
    ASSERT_THAT(results, SizeIs(3));
    EXPECT_FALSE(results[0]);
    ASSERT_TRUE(results[1]);
    EXPECT_EQ(results[1]->code, ENXIO);
    EXPECT_FALSE(results[2]);
    EXPECT_THAT(heard(tap), SizeIs(1));
}

}  // namespace
}  // namespace holdfast::io
