// The known-answer packets, both ways.
#include "tests/unit/vrrp/golden.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

struct Known {
    std::string name;
    Advertisement advert;
    net::IpAddress source;
    ChecksumForm form = ChecksumForm::rfc9568;

    net::IpAddress group() const { return multicast_group(source.family()); }
};

void PrintTo(const Known& known, std::ostream* out) {
    *out << known.name;
}

std::vector<Known> known_answers() {
    const auto message_only = ChecksumForm::rfc9568;
    const auto pseudo_header = ChecksumForm::pseudo_header;
    const std::vector two{ip("192.0.2.1"), ip("192.0.2.2")};
    const std::vector one{ip("10.0.1.5")};
    const Advertisement fastest{Version::v3, Vrid{1}, Priority{254}, Centiseconds{1}, one};
    const Advertisement slowest{Version::v3, Vrid{255}, Priority{1}, Centiseconds{4095}, one};
    const Advertisement usual{Version::v3, Vrid{10}, Priority{200}, Centiseconds{100}, two};
    const std::vector six{ip("fe80::1"), ip("2001:db8::1")};
    const std::vector other_six{ip("fe80::5"), ip("2001:db8::370:7334")};
    return {
        {"v2_two_addresses", {Version::v2, Vrid{10}, Priority{200}, Centiseconds{100}, two}, ip("192.0.2.251")},
        {"v2_one_address", {Version::v2, Vrid{51}, Priority{30}, Centiseconds{100}, one}, ip("10.0.1.3")},
        {"v2_resignation", {Version::v2, Vrid{51}, leaving, Centiseconds{100}, one}, ip("10.0.1.3")},
        {"v3_ipv4_message_only", usual, ip("192.0.2.251"), message_only},
        {"v3_ipv4_pseudo_header", usual, ip("192.0.2.251"), pseudo_header},
        {"v3_fastest_message_only", fastest, ip("10.0.1.3"), message_only},
        {"v3_fastest_pseudo_header", fastest, ip("10.0.1.3"), pseudo_header},
        {"v3_slowest_message_only", slowest, ip("10.0.1.3"), message_only},
        {"v3_slowest_pseudo_header", slowest, ip("10.0.1.3"), pseudo_header},
        {"v3_ipv6_two_addresses", {Version::v3, Vrid{10}, Priority{100}, Centiseconds{100}, six}, ip("fe80::c8")},
        {"v3_ipv6_resignation", {Version::v3, Vrid{1}, leaving, Centiseconds{100}, other_six}, ip("fe80::3")},
    };
}

class KnownAnswer : public testing::TestWithParam<Known> {
protected:
    Expectation agreeing() const {
        Expectation expected;
        expected.version = GetParam().advert.version;
        expected.interval = GetParam().advert.interval;
        expected.addresses = GetParam().advert.addresses;
        return expected;
    }
};

TEST_P(KnownAnswer, IsDecoded) {
    const net::Bytes message = golden("messages.txt", GetParam().name);
    const Datagram datagram{GetParam().source, GetParam().group(), hop_limit, false, false, message};
    const Accepted accepted = decode(datagram, agreeing()).value();
    EXPECT_EQ(accepted.advert, GetParam().advert);
    EXPECT_EQ(accepted.checksum_form, GetParam().form);
}

TEST_P(KnownAnswer, IsEncoded) {
    const Sending sending{GetParam().source, GetParam().group(), GetParam().form, std::nullopt};
    EXPECT_EQ(encode(GetParam().advert, sending), golden("messages.txt", GetParam().name));
}

// P50, P74: any single byte changed on the way is noticed.
TEST_P(KnownAnswer, IsDroppedWithAnyByteChanged) {
    net::Bytes message = golden("messages.txt", GetParam().name);
    const Datagram datagram{GetParam().source, GetParam().group(), hop_limit, false, false, message};
    for (std::uint8_t& byte : message) {
        const std::uint8_t right = byte;
        for (int change = 1; change < 256; ++change) {
            byte = static_cast<std::uint8_t>(right ^ change);
            EXPECT_FALSE(decode(datagram, agreeing())) << "byte " << &byte - message.data() << " as " << +byte;
        }
        byte = right;
    }
}

// P43, P47, P48, P75.
TEST_P(KnownAnswer, IsDroppedWhereverItBreaksOff) {
    const net::Bytes message = golden("messages.txt", GetParam().name);
    for (std::size_t size = 0; size < message.size(); ++size) {
        const net::Bytes shorter(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
        const Datagram datagram{GetParam().source, GetParam().group(), hop_limit, false, false, shorter};
        EXPECT_FALSE(decode(datagram, agreeing())) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(Golden, KnownAnswer, testing::ValuesIn(known_answers()),
                         [](const auto& it) { return it.param.name; });

TEST(Golden, EveryMessageIsKnown) {
    EXPECT_EQ(golden_file("messages.txt").size(), known_answers().size());
}

TEST(Golden, Ipv4FrameCarriesTheMessage) {  // P1, P3, P20
    const net::Bytes frame = golden("frames.txt", "v3_ipv4");
    const Datagram datagram = parse_ipv4(net::ByteView{frame}.subspan(14)).value();
    EXPECT_EQ(datagram.source, ip("192.0.2.251"));
    EXPECT_EQ(datagram.destination, multicast_group(net::Family::ipv4));
    EXPECT_EQ(datagram.hop_limit, hop_limit);
    EXPECT_EQ(net::Bytes(datagram.message.begin(), datagram.message.end()),
              golden("messages.txt", "v3_ipv4_message_only"));
}

net::MacAddress mac_at(const net::Bytes& frame, std::size_t offset) {
    net::MacAddress mac;
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(offset), 6, mac.bytes.begin());
    return mac;
}

TEST(Golden, FramesGoFromTheVirtualMacToTheGroup) {  // P1-P4, P22
    for (const auto& [name, family] : {std::pair{"v3_ipv4", net::Family::ipv4}, {"v3_ipv6", net::Family::ipv6}}) {
        const net::Bytes frame = golden("frames.txt", name);
        EXPECT_EQ(mac_at(frame, 0), net::multicast_mac(multicast_group(family))) << name;
        EXPECT_EQ(mac_at(frame, 6), virtual_mac(family, Vrid{10})) << name;
    }
}

TEST(Golden, Ipv6FrameEndsInTheMessage) {  // P2
    const net::Bytes frame = golden("frames.txt", "v3_ipv6");
    EXPECT_EQ(frame[14 + 6], protocol_number);
    EXPECT_EQ(frame[14 + 7], hop_limit);
    EXPECT_EQ(net::Bytes(frame.begin() + 14 + 40, frame.end()), golden("messages.txt", "v3_ipv6_two_addresses"));
}

}  // namespace
}  // namespace holdfast::vrrp
