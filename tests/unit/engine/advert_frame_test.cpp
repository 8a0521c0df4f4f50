#include "daemon/engine/advert_frame.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace advert_frame_test {

std::string hex(const net::Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

Transmit advert(const char* source, const char* destination) {
    return {RouterId{0}, eth0, ip(source), ip(destination), {0x31, 0x0a, 0x64, 0x01}};
}

TEST(AdvertFrame, OverIpv4ComesFromTheVirtualMac) {  // P3
    const net::MacAddress mac = vrrp::virtual_mac(net::Family::ipv4, vrrp::Vrid{10});
    EXPECT_EQ(hex(advert_frame(advert("192.0.2.11", "224.0.0.18"), mac)),
              "01005e00001200005e00010a0800"
              "45c0001800004000ff70d897c000020be0000012"
              "310a6401");
}

TEST(AdvertFrame, OverIpv6ComesFromTheVirtualMac) {  // P4
    const net::MacAddress mac = vrrp::virtual_mac(net::Family::ipv6, vrrp::Vrid{10});
    EXPECT_EQ(hex(advert_frame(advert("fe80::11", "ff02::12"), mac)),
              "33330000001200005e00020a86dd"
              "6c000000000470fffe800000000000000000000000000011ff020000000000000000000000000012"
              "310a6401");
}

TEST(AdvertFrame, IsWhatParsingTakesForOneOfOurs) {
    const net::MacAddress mac = vrrp::virtual_mac(net::Family::ipv4, vrrp::Vrid{10});
    const net::Bytes frame = advert_frame(advert("192.0.2.11", "224.0.0.18"), mac);
    const auto datagram = vrrp::parse_ipv4(net::ByteView{frame}.subspan(14));
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->source, us);
    EXPECT_EQ(datagram->hop_limit, 255);
    EXPECT_FALSE(datagram->was_fragmented);
}

}  // namespace advert_frame_test
}  // namespace holdfast::engine
