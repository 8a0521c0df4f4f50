#include "daemon/io/netlink.hpp"

#include <algorithm>
#include <cstdio>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/icmp_socket.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;
using test::has_address;
using test::ip;
using test::prefix;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using enum AddressChange::Kind;

std::string output_of(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    ::pclose(pipe);
    return text;
}

class NetlinkTest : public test::OneHost {
protected:
    void set_up() override {
        OneHost::set_up();
        netlink_.push_back(Netlink::open().value());
    }
    AddressChange change(AddressChange::Kind kind, const char* address, std::chrono::seconds lease = 0s) {
        return {kind, eth0, prefix(address), lease};
    }
    std::vector<ChangeFailure> apply(std::vector<AddressChange> changes) { return netlink().apply(changes); }
    Netlink& netlink() { return netlink_.front(); }
    net::LinkAddress find(const char* address) {
        const KernelPicture picture = netlink().dump().value();
        const auto found = std::ranges::find(picture.addresses, prefix(address), &net::LinkAddress::prefix);
        return found == picture.addresses.end() ? net::LinkAddress{} : *found;
    }

private:
    std::vector<Netlink> netlink_;
};

TEST_F(NetlinkTest, KnowsWhichAddressesItAdded) {
    test::run(
        "ip address add 192.0.2.1/24 dev eth0; ip address add 192.0.2.2/24 dev eth0 valid_lft 60 preferred_lft 60");
    ASSERT_TRUE(apply({change(add, "192.0.2.3/24"), change(add, "192.0.2.4/24", 9s),
                       change(refresh, "192.0.2.4/24", 9s), change(add, "2001:db8::3/64", 9s)})
                    .empty());
    const auto standing = [&](const char* address, bool ours, bool leased) {
        return StandingAddress{eth0, prefix(address), ours, leased};
    };
    const auto all = netlink().standing_addresses();
    ASSERT_TRUE(all);
    EXPECT_THAT(*all,
                testing::IsSupersetOf({standing("192.0.2.1/24", false, false), standing("192.0.2.2/24", false, true),
                                       standing("192.0.2.3/24", true, false), standing("192.0.2.4/24", true, true),
                                       standing("2001:db8::3/64", true, true)}));
}

TEST_F(NetlinkTest, PicturesLinksAndAddresses) {
    test::run("ip link set eth0 address 02:00:00:00:00:07 mtu 1400; ip address add 192.0.2.1/24 dev eth0");
    const auto picture = netlink().dump();
    ASSERT_TRUE(picture);
    const auto link = std::ranges::find(picture->links, "eth0", &net::Link::name);
    ASSERT_NE(link, picture->links.end());
    EXPECT_EQ(link->index, eth0);
    EXPECT_EQ(to_string(link->mac), "02:00:00:00:00:07");
    EXPECT_EQ(link->mtu, 1400U);
    EXPECT_TRUE(link->up);
    EXPECT_EQ(find("192.0.2.1/24").index, eth0);
}

TEST_F(NetlinkTest, TellsAnInterfaceThatIsDown) {
    test::run("ip link set eth0 down");
    EXPECT_FALSE(netlink().link(eth0)->up);
}

TEST_F(NetlinkTest, TellsAnInterfaceWithoutCarrierAsDown) {
    test::run("ip link add v0 type veth peer name v1; ip link set v0 up");
    EXPECT_FALSE(netlink().link(test::index_of("v0"))->up);
}

TEST_F(NetlinkTest, CountsTheFramesThatAnInterfaceReceived) {
    const auto lo = test::index_of("lo");
    const auto before = netlink().link(lo)->frames_received;
    auto ping = IcmpSocket::open(net::Family::ipv4).value();
    ASSERT_TRUE(ping.send_echo(ip("127.0.0.1"), 1, 1));
    ASSERT_TRUE(test::readable(ping.fd()));
    EXPECT_EQ(netlink().link(lo)->frames_received, before + 2);  // the question and the answer
}

TEST_F(NetlinkTest, SaysThatAnInterfaceIsMissing) {
    const auto link = netlink().link(net::InterfaceIndex{4711});
    ASSERT_FALSE(link);
    EXPECT_EQ(link.error().code, ENODEV);
}

TEST_F(NetlinkTest, AddsAndRemovesInBothFamilies) {
    EXPECT_THAT(apply({change(add, "192.0.2.50"), change(add, "2001:db8::50/64")}), SizeIs(0));
    EXPECT_TRUE(has_address(prefix("192.0.2.50/32")));
    EXPECT_TRUE(has_address(prefix("2001:db8::50/64")));
    EXPECT_THAT(apply({change(remove, "192.0.2.50"), change(remove, "2001:db8::50/64")}), SizeIs(0));
    EXPECT_FALSE(has_address(prefix("192.0.2.50/32")));
    EXPECT_FALSE(has_address(prefix("2001:db8::50/64")));
}

TEST_F(NetlinkTest, AddsIpv6WithoutDuplicateAddressDetection) {
    apply({change(add, "2001:db8::50/64")});
    EXPECT_EQ(find("2001:db8::50/64").index, eth0);
    EXPECT_FALSE(find("2001:db8::50/64").tentative);
}

TEST_F(NetlinkTest, NeverTouchesWhatIsThereWhenAdding) {
    test::run("ip address add 192.0.2.50/32 dev eth0");
    const auto failures = apply({change(add, "192.0.2.50", 5s)});
    ASSERT_THAT(failures, SizeIs(1));
    EXPECT_EQ(failures[0].code, EEXIST);
    EXPECT_EQ(failures[0].text, "ipv4: Address already assigned");
    EXPECT_THAT(output_of("ip address show eth0"), HasSubstr("valid_lft forever"));
}

TEST_F(NetlinkTest, AppliesTheRestWhenSomeFail) {
    test::run("ip address add 192.0.2.2/32 dev eth0");
    const auto failures = apply({change(add, "192.0.2.1"),
                                 change(add, "192.0.2.2"),
                                 change(remove, "192.0.2.99"),
                                 {add, net::InterfaceIndex{4711}, prefix("192.0.2.3"), 0s},
                                 change(add, "192.0.2.4")});
    ASSERT_THAT(failures, SizeIs(3));
    EXPECT_EQ(failures[0].index, 1U);
    EXPECT_EQ(failures[0].code, EEXIST);
    EXPECT_EQ(failures[1].index, 2U);
    EXPECT_EQ(failures[1].code, EADDRNOTAVAIL);
    EXPECT_EQ(failures[2].index, 3U);
    EXPECT_EQ(failures[2].code, ENODEV);
    EXPECT_TRUE(has_address(prefix("192.0.2.1")));
    EXPECT_TRUE(has_address(prefix("192.0.2.4")));
}

TEST_F(NetlinkTest, GivesALeaseWithPreferredAndValidAlike) {
    apply({change(add, "192.0.2.50", 100s), change(add, "2001:db8::50", 100s)});
    const std::string shown = output_of("ip address show eth0");
    EXPECT_THAT(shown, Not(HasSubstr("forever")));
    EXPECT_THAT(shown, HasSubstr("preferred_lft 100sec"));
}

TEST_F(NetlinkTest, RenewsALease) {
    apply({change(add, "192.0.2.50", 50s), change(add, "2001:db8::50", 50s)});
    EXPECT_THAT(apply({change(refresh, "192.0.2.50", 900s), change(refresh, "2001:db8::50", 900s)}), SizeIs(0));
    const std::string shown = output_of("ip address show eth0");
    EXPECT_THAT(shown, Not(HasSubstr("valid_lft 50sec")));
    EXPECT_THAT(shown, HasSubstr("valid_lft 900sec"));
}

TEST_F(NetlinkTest, PutsBackByRefreshingWhatHasGone) {
    EXPECT_THAT(apply({change(refresh, "192.0.2.50", 100s)}), SizeIs(0));
    EXPECT_TRUE(has_address(prefix("192.0.2.50")));
}

TEST_F(NetlinkTest, NumbersFailuresAcrossMessages) {
    std::vector<AddressChange> changes;
    for (int i = 0; i < 600; ++i) {
        const auto low = static_cast<std::uint8_t>(i % 200 + 1);
        changes.push_back({add, eth0, {net::IpAddress::v4(10, 0, static_cast<std::uint8_t>(i / 200), low), 32}, 0s});
    }
    changes[3] = changes[2];
    changes[599] = changes[0];
    const auto failures = apply(changes);
    ASSERT_THAT(failures, SizeIs(2));
    EXPECT_EQ(failures[0].index, 3U);
    EXPECT_EQ(failures[1].index, 599U);
    EXPECT_THAT(netlink().dump()->addresses, SizeIs(598 + 2));  // and those of lo
}

TEST_F(NetlinkTest, TellsAllOfManyFailures) {
    EXPECT_THAT(apply(std::vector(255, change(remove, "192.0.2.1"))), SizeIs(255));
}

TEST_F(NetlinkTest, DoesNothingForNothing) {
    EXPECT_THAT(apply({}), SizeIs(0));
}

TEST_F(NetlinkTest, FindsTheDefaultGatewaysOfBothFamilies) {
    test::run(
        "ip address add 192.0.2.1/24 dev eth0; ip address add fe80::1/64 dev eth0 nodad;"
        "ip route add default via 192.0.2.254; ip -6 route add default via fe80::fe dev eth0;"
        "ip route add 10.0.0.0/8 via 192.0.2.253; ip route add default via 192.0.2.252 table 100");
    EXPECT_THAT(netlink().default_gateways().value(),
                UnorderedElementsAre(std::pair{eth0, ip("192.0.2.254")}, std::pair{eth0, ip("fe80::fe")}));
}

TEST_F(NetlinkTest, FindsBothHopsOfAMultipathDefault) {
    test::run(
        "ip address add 192.0.2.1/24 dev eth0;"
        "ip route add default nexthop via 192.0.2.254 dev eth0 nexthop via 192.0.2.253 dev eth0");
    EXPECT_THAT(netlink().default_gateways().value(),
                UnorderedElementsAre(std::pair{eth0, ip("192.0.2.254")}, std::pair{eth0, ip("192.0.2.253")}));
}

}  // namespace
}  // namespace holdfast::io
