#include <set>

#include <gtest/gtest.h>

#include "daemon/vrrp/drop_reason.hpp"
#include "daemon/vrrp/machine.hpp"

namespace holdfast::vrrp {
namespace {

TEST(Types, GroupsAreThoseOfTheStandard) {  // P1, P2
    EXPECT_EQ(to_string(multicast_group(net::Family::ipv4)), "224.0.0.18");
    EXPECT_EQ(to_string(multicast_group(net::Family::ipv6)), "ff02::12");
}

TEST(Types, GroupsHaveTheirEthernetAddress) {  // P1, P2
    EXPECT_EQ(to_string(net::multicast_mac(multicast_group(net::Family::ipv4))), "01:00:5e:00:00:12");
    EXPECT_EQ(to_string(net::multicast_mac(multicast_group(net::Family::ipv6))), "33:33:00:00:00:12");
}

TEST(Types, VirtualMacEndsInTheVrid) {  // P3, P4
    EXPECT_EQ(to_string(virtual_mac(net::Family::ipv4, Vrid{10})), "00:00:5e:00:01:0a");
    EXPECT_EQ(to_string(virtual_mac(net::Family::ipv6, Vrid{255})), "00:00:5e:00:02:ff");
}

TEST(Types, PacketsCarryProtocol112AndHopLimit255) {  // P1, P2, P20, P21
    EXPECT_EQ(protocol_number, 112);
    EXPECT_EQ(hop_limit, 255);
}

TEST(Types, PriorityZeroLeavesAnd255Owns) {  // P6
    EXPECT_TRUE(leaving.is_leaving());
    EXPECT_TRUE(Priority{255}.is_owner());
    EXPECT_FALSE(Priority{254}.is_owner());
    EXPECT_EQ(Priority{}.value(), 100);
}

TEST(Types, EachDropReasonHasItsOwnLabel) {
    std::set<std::string_view> labels;
    for (std::size_t i = 0; i < drop_reason_count; ++i) labels.insert(label(static_cast<DropReason>(i)));
    EXPECT_EQ(labels.size(), drop_reason_count);
    EXPECT_FALSE(labels.contains(""));
}

TEST(Types, LastDropReasonIsTheLastLabel) {
    EXPECT_EQ(label(static_cast<DropReason>(drop_reason_count - 1)), "stranger_resigned");
    EXPECT_EQ(label(static_cast<DropReason>(drop_reason_count)), "");
}

TEST(Types, StatesAreCalledAsInTheMetrics) {
    EXPECT_EQ(label(State::initialize), "init");
    EXPECT_EQ(label(State::backup), "backup");
    EXPECT_EQ(label(State::master), "master");
}

TEST(Types, EachReasonHasItsOwnLabel) {
    std::set<std::string_view> labels;
    for (int i = 0; i <= static_cast<int>(Reason::stalled); ++i) labels.insert(label(static_cast<Reason>(i)));
    EXPECT_EQ(labels.size(), 9U);
    EXPECT_FALSE(labels.contains(""));
}

TEST(Types, ChecksumFormsAreCalledAsInTheConfiguration) {
    EXPECT_EQ(label(ChecksumForm::rfc9568), "rfc9568");
    EXPECT_EQ(label(ChecksumForm::pseudo_header), "pseudo-header");
}

}  // namespace
}  // namespace holdfast::vrrp
