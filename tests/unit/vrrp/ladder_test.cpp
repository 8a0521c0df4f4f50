// P73: every reason to drop an advertisement, alone and together with the next one on the ladder.
#include <gtest/gtest.h>

#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

struct Case {
    Packet packet;
    Expectation expected;
};

Case agreeing(const Packet& packet) {
    return {packet, expectation_of(packet)};
}

// Makes a good advertisement bad in the one way that has this reason. Some reasons exist in one version only.
void spoil(Case& c, DropReason reason) {
    Packet& p = c.packet;
    const bool ipv4 = p.source.family() == net::Family::ipv4;
    switch (reason) {
        case DropReason::fragment:
            p.was_fragmented = true;
            break;
        case DropReason::options:
            p.has_options = true;
            break;
        case DropReason::truncated:
            p.cut = 7;
            break;
        case DropReason::version:
            p.version = 4;
            break;
        case DropReason::type:
            p.type = 7;
            break;
        case DropReason::own_source:
            p.source = c.expected.own_addresses.front();
            break;
        case DropReason::ttl:
            p.hop_limit = 254;
            break;
        case DropReason::src:
            p.source = ip(ipv4 ? "0.0.0.0" : "2001:db8::c8");
            break;
        case DropReason::dst:
            p.destination = ip(ipv4 ? "224.0.0.19" : "ff02::13");
            break;
        case DropReason::checksum:
            p.checksum_broken = true;
            break;
        case DropReason::count_zero:
            p.count = 0;
            p.addresses.clear();
            break;
        case DropReason::length:
            p.trailer.push_back(0);
            break;
        case DropReason::auth_type:
            p.auth_type = 2;
            break;
        case DropReason::auth_fail:
            p.password.back() ^= 1;
            break;
        case DropReason::interval_zero:
            p.interval = 0;
            break;
        case DropReason::interval_mismatch:
            p.interval = 2;
            break;
        case DropReason::first_not_ll:
            p.addresses.front() = ip("2001:db8::2");
            break;
        case DropReason::owner:
            c.expected.owns_addresses = true;
            break;
        case DropReason::address_list:
            p.addresses.back() = ip("192.0.2.99");
            break;
        case DropReason::hmac_missing:  // Authenticator
        case DropReason::hmac_type:
        case DropReason::hmac_time:
        case DropReason::hmac_key:
        case DropReason::hmac_fail:
        case DropReason::hmac_replay:
        case DropReason::ip_header:          // parse_ipv4
        case DropReason::vrid:               // engine::Node
        case DropReason::stranger_resigned:  // Machine
            FAIL() << label(reason) << " is not decided here";
    }
}

struct Rung {
    std::string version;
    Packet (*good)();
    DropReason reason;
    DropReason next = reason;  // another spoiler, lower on the ladder; the same: none
};

std::string name_of(const testing::TestParamInfo<Rung>& info) {
    const Rung& rung = info.param;
    const std::string lower = rung.next == rung.reason ? "" : "_before_" + std::string{label(rung.next)};
    return rung.version + "_" + std::string{label(rung.reason)} + lower;
}

void PrintTo(const Rung& rung, std::ostream* out) {
    *out << label(rung.reason) << " before " << label(rung.next);
}

class Ladder : public testing::TestWithParam<Rung> {};

TEST_P(Ladder, NamesTheFirstReason) {
    Case c = agreeing(GetParam().good());
    ASSERT_EQ(fate(c.packet, c.expected), std::nullopt) << "good before it is spoilt";
    if (GetParam().next != GetParam().reason) spoil(c, GetParam().next);
    spoil(c, GetParam().reason);
    EXPECT_EQ(fate(c.packet, c.expected), GetParam().reason);
}

// Each rung of a version alone, and each with its neighbour below.
std::vector<Rung> rungs(const std::string& version, Packet (*good)(), const std::vector<DropReason>& ladder) {
    std::vector<Rung> all;
    for (std::size_t i = 0; i < ladder.size(); ++i) {
        all.push_back({version, good, ladder[i]});
        if (i + 1 < ladder.size()) all.push_back({version, good, ladder[i], ladder[i + 1]});
    }
    return all;
}

using enum DropReason;

INSTANTIATE_TEST_SUITE_P(V3, Ladder,
                         testing::ValuesIn(rungs("ipv4", packet_v3,
                                                 {fragment, options, truncated, version, type, own_source, ttl, src,
                                                  dst, checksum, count_zero, length, interval_zero})),
                         name_of);

INSTANTIATE_TEST_SUITE_P(V3OverIpv6, Ladder,
                         testing::ValuesIn(rungs("ipv6", packet_ipv6,
                                                 {fragment, options, truncated, version, type, own_source, ttl, src,
                                                  dst, checksum, count_zero, length, interval_zero, first_not_ll})),
                         name_of);

INSTANTIATE_TEST_SUITE_P(V2, Ladder,
                         testing::ValuesIn(rungs("password", packet_v2_with_password,
                                                 {fragment, options, truncated, version, type, own_source, ttl, src,
                                                  dst, checksum, count_zero, length, auth_type, auth_fail,
                                                  interval_zero, interval_mismatch, owner, address_list})),
                         name_of);

TEST(ReadHeader, TellsVersionAndVridOfWhateverIsLongEnough) {
    const net::Bytes message{0x31, 0x0a, 0, 0, 0, 0, 0, 0};
    const Header header = read_header(packet_v3().datagram(message)).value();
    EXPECT_EQ(header.version, Version::v3);
    EXPECT_EQ(header.vrid, Vrid{10});
}

TEST(ReadHeader, LooksAtTheTypeBeforeAnyoneLooksUpTheVrid) {
    const net::Bytes message{0x37, 0xff, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(read_header(packet_v3().datagram(message)).error(), DropReason::type);
}

TEST(Decode, RefusesTheOtherVersionBeforeItLooksAtTheSource) {  // P44, P45
    Packet v2 = packet_v2();
    Expectation wants_v3 = expectation_of(packet_v3());
    EXPECT_EQ(fate(v2, wants_v3), DropReason::version);
    v2.source = wants_v3.own_addresses.front();
    EXPECT_EQ(fate(v2, wants_v3), DropReason::version);
}

TEST(Decode, RefusesVersion3WhereVersion2IsSpoken) {  // P45
    EXPECT_EQ(fate(packet_v3(), expectation_of(packet_v2())), DropReason::version);
}

TEST(Decode, RefusesVersion2OverIpv6) {
    Packet packet = packet_ipv6();
    packet.version = 2;
    EXPECT_EQ(fate(packet, expectation_of(packet_ipv6())), DropReason::version);
}

}  // namespace
}  // namespace holdfast::vrrp
