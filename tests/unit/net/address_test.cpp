#include "daemon/net/address.hpp"

#include <unordered_set>

#include <gtest/gtest.h>

namespace holdfast::net {
namespace {

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

TEST(IpAddress, IsWrittenAsItWasRead) {
    for (const char* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "fe80::1", "2001:db8::370:7334"}) {
        EXPECT_EQ(to_string(ip(text)), text);
    }
}

TEST(IpAddress, IsNothingElse) {
    for (const char* text : {"", "192.0.2", "192.0.2.256", "192.0.2.1/24", "fe80::1%eth0", "192.0.2.1 ", "example"}) {
        EXPECT_EQ(IpAddress::parse(text), std::nullopt) << text;
    }
}

TEST(IpAddress, HidesNothingBehindAZeroByte) {
    EXPECT_EQ(IpAddress::parse(std::string_view{"192.0.2.1\0junk", 14}), std::nullopt);
}

TEST(IpAddress, HasItsBytesInNetworkOrder) {
    const IpAddress address = ip("192.0.2.1");
    EXPECT_EQ(Bytes(address.bytes().begin(), address.bytes().end()), (Bytes{192, 0, 2, 1}));
    EXPECT_EQ(ip("fe80::1").bytes().size(), 16U);
}

TEST(IpAddress, IsComparedUnsigned) {
    EXPECT_LT(ip("10.0.0.1"), ip("192.0.2.1"));
    EXPECT_LT(ip("10.0.0.255"), ip("10.0.1.0"));
    EXPECT_LT(ip("fe80::7fff:0:0:0"), ip("fe80::8000:0:0:0"));
}

TEST(IpAddress, OfAnotherFamilyIsAnotherAddress) {
    EXPECT_NE(IpAddress{}, ip("::"));
}

TEST(IpAddress, KnowsLinkLocal) {
    EXPECT_TRUE(ip("fe80::1").is_link_local());
    EXPECT_TRUE(ip("febf::1").is_link_local());
    EXPECT_TRUE(ip("169.254.0.1").is_link_local());
    EXPECT_FALSE(ip("fec0::1").is_link_local());
    EXPECT_FALSE(ip("2001:db8::1").is_link_local());
    EXPECT_FALSE(ip("169.253.0.1").is_link_local());
}

TEST(IpAddress, KnowsMulticast) {
    EXPECT_TRUE(ip("224.0.0.0").is_multicast());
    EXPECT_TRUE(ip("239.255.255.255").is_multicast());
    EXPECT_TRUE(ip("ff02::12").is_multicast());
    EXPECT_FALSE(ip("223.255.255.255").is_multicast());
    EXPECT_FALSE(ip("240.0.0.0").is_multicast());
    EXPECT_FALSE(ip("fe80::1").is_multicast());
}

TEST(IpAddress, KnowsLoopback) {
    EXPECT_TRUE(ip("127.0.0.2").is_loopback());
    EXPECT_TRUE(ip("::1").is_loopback());
    EXPECT_FALSE(ip("128.0.0.1").is_loopback());
    EXPECT_FALSE(ip("1::1").is_loopback());
}

TEST(IpAddress, KnowsNobodyAndEverybody) {
    EXPECT_TRUE(ip("0.0.0.0").is_unspecified());
    EXPECT_TRUE(ip("::").is_unspecified());
    EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
    EXPECT_TRUE(ip("255.255.255.255").is_limited_broadcast());
    EXPECT_FALSE(ip("255.255.255.254").is_limited_broadcast());
}

TEST(IpAddress, HashesApart) {
    std::unordered_set<IpAddress> set;
    for (std::uint8_t host = 0; host < 255; ++host) set.insert(IpAddress::v4(192, 0, 2, host));
    EXPECT_EQ(set.size(), 255U);
    EXPECT_TRUE(set.contains(ip("192.0.2.7")));
    EXPECT_FALSE(set.contains(ip("192.0.3.7")));
}

TEST(IpAddressDeathTest, HasFourOrSixteenBytes) {
    EXPECT_DEATH(IpAddress::from_bytes(Bytes(5)), "4 or 16 bytes");
}

TEST(Prefix, IsWrittenAsItWasRead) {
    EXPECT_EQ(to_string(Prefix::parse("192.0.2.1/24").value()), "192.0.2.1/24");
    EXPECT_EQ(to_string(Prefix::parse("2001:db8::1/0").value()), "2001:db8::1/0");
}

TEST(Prefix, WithoutALengthIsTheAddressAlone) {
    EXPECT_EQ(Prefix::parse("192.0.2.1")->length, 32);
    EXPECT_EQ(Prefix::parse("fe80::1")->length, 128);
}

TEST(Prefix, IsNothingElse) {
    for (const char* text :
         {"192.0.2.1/", "192.0.2.1/33", "fe80::1/129", "192.0.2.1/-1", "192.0.2.1/2x", "/24", "1/2/3"}) {
        EXPECT_EQ(Prefix::parse(text), std::nullopt) << text;
    }
}

TEST(Prefix, ContainsItsNetwork) {
    const Prefix prefix = Prefix::parse("192.0.2.129/25").value();
    EXPECT_TRUE(prefix.contains(ip("192.0.2.128")));
    EXPECT_TRUE(prefix.contains(ip("192.0.2.255")));
    EXPECT_FALSE(prefix.contains(ip("192.0.2.127")));
}

TEST(Prefix, OfLengthZeroContainsItsWholeFamily) {
    const Prefix all = Prefix::parse("192.0.2.1/0").value();
    EXPECT_TRUE(all.contains(ip("8.8.8.8")));
    EXPECT_FALSE(all.contains(ip("::1")));
}

TEST(Prefix, OfFullLengthContainsOneAddress) {
    const Prefix one = Prefix::parse("fe80::1").value();
    EXPECT_TRUE(one.contains(ip("fe80::1")));
    EXPECT_FALSE(one.contains(ip("fe80::2")));
}

TEST(MacAddress, IsWrittenAsItWasRead) {
    EXPECT_EQ(to_string(parse_mac("00:00:5e:00:01:0a").value()), "00:00:5e:00:01:0a");
}

TEST(MacAddress, IsNothingElse) {
    for (const char* text : {"", "00:00:5e:00:01", "00:00:5e:00:01:0", "00-00-5e-00-01-0a", "00:00:5e:00:01:0g"}) {
        EXPECT_EQ(parse_mac(text), std::nullopt) << text;
    }
}

TEST(Groups, OfSolicitedNodesEndInThreeBytesOfTheAddress) {  // RFC 4291 §2.7.1
    EXPECT_EQ(to_string(solicited_node_group(ip("2001:db8::1234:5678"))), "ff02::1:ff34:5678");
}

TEST(Groups, HaveTheirEthernetAddress) {  // RFC 1112 §6.4: 23 bits; RFC 2464 §7
    EXPECT_EQ(to_string(multicast_mac(ip("224.128.0.18"))), "01:00:5e:00:00:12");
    EXPECT_EQ(to_string(multicast_mac(ip("ff02::1:ff34:5678"))), "33:33:ff:34:56:78");
}

TEST(Family, IsCalledAsInTheMetrics) {
    EXPECT_EQ(label(Family::ipv4), "ipv4");
    EXPECT_EQ(label(Family::ipv6), "ipv6");
}

}  // namespace
}  // namespace holdfast::net
