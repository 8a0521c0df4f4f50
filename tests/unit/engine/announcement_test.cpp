#include "daemon/engine/announcement.hpp"

#include "daemon/vrrp/types.hpp"
#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

std::string hex(const net::Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

TEST(Announcement, OfAnIpv4AddressIsAGratuitousArpRequest) {  // P140, P141
    const net::MacAddress mac = vrrp::virtual_mac(net::Family::ipv4, vrrp::Vrid{10});
    EXPECT_EQ(hex(announcement(ip("192.0.2.1"), mac)),
              "ffffffffffff00005e00010a0806"
              "000108000604000100005e00010ac0000201ffffffffffffc0000201");
}

TEST(Announcement, OfAnIpv6AddressIsAnUnsolicitedNeighborAdvertisement) {  // P144, P145
    const net::MacAddress mac = vrrp::virtual_mac(net::Family::ipv6, vrrp::Vrid{10});
    EXPECT_EQ(hex(announcement(ip("2001:db8::1"), mac)),
              "33330000000100005e00020a86dd"
              "6000000000203aff20010db8000000000000000000000001ff020000000000000000000000000001"
              "88001b21a000000020010db8000000000000000000000001020100005e00020a");
}

}  // namespace
}  // namespace holdfast::engine
