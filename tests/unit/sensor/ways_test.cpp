#include "detector/sensor/ways.hpp"

#include <gtest/gtest.h>

namespace holdfast::detector {
namespace ways_test {

net::IpAddress ip(const char* text) {
    return net::IpAddress::parse(text).value();
}

constexpr net::InterfaceIndex eth0{2};
constexpr net::InterfaceIndex eth1{3};
constexpr net::InterfaceIndex macvlan{9};

class WaysTest : public testing::Test {
protected:
    WaysTest() {
        settings.instances.emplace_back().addresses = {ip("10.0.0.10"), ip("fe80::10"), ip("2001:db8::10")};
        local.links.resize(3);
        local.links[0].index = eth0;
        local.links[1].index = eth1;
        local.links[2].index = macvlan;
        local.links[2].ours = true;
    }
    void has(net::InterfaceIndex link, const char* prefix, bool tentative = false) {
        local.addresses.push_back({link, net::Prefix::parse(prefix).value(), false, tentative});
    }
    Way to(const char* target) const { return way_to(ip(target), links, local, settings); }

    Settings settings;
    LocalInterfaces local;
    std::map<net::IpAddress, net::InterfaceIndex> links;
};

TEST_F(WaysTest, LeadFromOurAddressInTheTargetsNetwork) {
    has(eth1, "10.1.0.1/24");
    has(eth0, "10.0.0.1/24");
    EXPECT_EQ(to("10.0.0.254"), (Way{eth0, ip("10.0.0.1")}));
}

// During a split the other has it, too, and would get the answer.
TEST_F(WaysTest, NeverLeadFromAVirtualAddress) {
    has(eth0, "10.0.0.10/24");
    has(eth0, "10.0.0.1/24");
    has(eth0, "2001:db8::10/64");
    has(eth0, "2001:db8::1/64");
    EXPECT_EQ(to("10.0.0.254").source, ip("10.0.0.1"));
    EXPECT_EQ(to("2001:db8::ff").source, ip("2001:db8::1"));
}

TEST_F(WaysTest, NeverLeadFromAMacvlanOfOurs) {
    has(macvlan, "10.0.0.7/24");
    has(eth0, "10.0.0.1/24");
    EXPECT_EQ(to("10.0.0.254"), (Way{eth0, ip("10.0.0.1")}));
}

TEST_F(WaysTest, NeverLeadFromAnAddressThatIsNotOursYet) {
    has(eth0, "2001:db8::1/64", true);
    has(eth0, "2001:db8::2/64");
    EXPECT_EQ(to("2001:db8::ff").source, ip("2001:db8::2"));
}

TEST_F(WaysTest, LeadToALinkLocalTargetByTheInterfaceThatItIsKnownOn) {
    has(eth0, "fe80::10/64");  // virtual
    has(eth0, "fe80::1/64");
    has(eth1, "fe80::2/64");
    links[ip("fe80::ff")] = eth1;
    EXPECT_EQ(to("fe80::ff"), (Way{eth1, ip("fe80::2")}));
    links[ip("fe80::ff")] = eth0;
    EXPECT_EQ(to("fe80::ff"), (Way{eth0, ip("fe80::1")}));
}

TEST_F(WaysTest, AreTheKernelsWhereTheTargetIsNoNeighbour) {
    has(eth0, "10.0.0.1/24");
    EXPECT_EQ(to("203.0.113.1"), Way{});
    EXPECT_EQ(to("fe80::ff"), Way{});
}

TEST_F(WaysTest, AskANeighbourFromThePrimaryAddressOrALinkLocalOne) {
    has(eth0, "10.0.0.10/24");
    has(eth0, "10.0.0.1/24");
    has(eth0, "10.0.0.2/24");
    has(eth0, "2001:db8::1/64");
    has(eth0, "fe80::1/64");
    EXPECT_EQ(own_address(eth0, net::Family::ipv4, local, settings), ip("10.0.0.1"));
    EXPECT_EQ(own_address(eth0, net::Family::ipv6, local, settings), ip("fe80::1"));
    EXPECT_EQ(own_address(eth1, net::Family::ipv4, local, settings), std::nullopt);
}

}  // namespace ways_test
}  // namespace holdfast::detector
