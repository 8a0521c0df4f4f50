#include <algorithm>
#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/netlink.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

net::Route some_route() {
    return {.to = net::Prefix::parse("198.51.100.0/24").value(),
            .via = net::IpAddress::parse("192.0.2.254"),
            .source = net::IpAddress::parse("192.0.2.1"),
            .table = 100,
            .metric = 7,
            .mtu = 1400,
            .scope = {}};
}
net::Route ipv6_route() {
    return {.to = net::Prefix::parse("2001:db8:f::/48").value(),
            .via = net::IpAddress::parse("2001:db8::9"),
            .source = {},
            .table = 100000,
            .scope = {}};
}
net::Rule some_rule() {
    return {.priority = 1000,
            .from = net::Prefix::parse("192.0.2.1/32"),
            .to = {},
            .incoming = "lo",
            .outgoing = {},
            .mark = 0x10,
            .mask = 0xf0,
            .table = 100};
}

class NetlinkRouting : public test::OneHost {
protected:
    void set_up() override {
        OneHost::set_up();
        test::run("ip address add 192.0.2.1/24 dev eth0; ip address add 2001:db8::1/64 dev eth0 nodad");
    }
    static std::vector<int> codes(const std::vector<ChangeFailure>& failures) {
        std::vector<int> all;
        for (const ChangeFailure& failure : failures) all.push_back(failure.code);
        return all;
    }
    std::vector<int> apply(RoutingChange::Kind kind, const std::vector<net::Routing>& entries) {
        std::vector<RoutingChange> changes;
        for (const net::Routing& entry : entries) changes.push_back({kind, entry});
        return codes(Netlink::open().value().apply(changes));
    }
};

constexpr auto addition = RoutingChange::Kind::add;
constexpr auto removal = RoutingChange::Kind::remove;

TEST_F(NetlinkRouting, ShowsWhatItAddsAsItWasAskedFor) {
    const std::vector<net::Routing> all{some_route(), ipv6_route(), some_rule()};
    EXPECT_THAT(apply(addition, all), IsEmpty());
    const auto ours = Netlink::open().value().our_routing();
    ASSERT_TRUE(ours);
    ASSERT_THAT(*ours, SizeIs(3));
    for (const net::Routing& wanted : all) {
        EXPECT_TRUE(std::ranges::any_of(*ours, [&](const auto& found) { return satisfies(found, wanted); }))
            << to_string(wanted);
    }
}

TEST_F(NetlinkRouting, AddsNothingTwice) {
    apply(addition, {some_route(), ipv6_route(), some_rule()});
    EXPECT_THAT(apply(addition, {some_route(), ipv6_route(), some_rule()}), ElementsAre(EEXIST, EEXIST, EEXIST));
}

TEST_F(NetlinkRouting, RemovesWhatItAdded) {
    apply(addition, {some_route(), ipv6_route(), some_rule()});
    EXPECT_THAT(apply(removal, {some_rule(), ipv6_route(), some_route()}), IsEmpty());
    EXPECT_THAT(Netlink::open().value().our_routing().value(), IsEmpty());
    EXPECT_THAT(apply(removal, {some_rule(), ipv6_route(), some_route()}), ElementsAre(ENOENT, ESRCH, ESRCH));
}

TEST_F(NetlinkRouting, NeverRemovesWhatOthersAdded) {
    test::run(
        "ip route add 198.51.100.0/24 via 192.0.2.254 src 192.0.2.1 table 100 metric 7 mtu 1400;"
        "ip -6 route add 2001:db8:f::/48 via 2001:db8::9 table 100000;"
        "ip rule add from 192.0.2.1 iif lo fwmark 0x10/0xf0 lookup 100 priority 1000");
    EXPECT_THAT(apply(removal, {some_rule(), ipv6_route(), some_route()}), SizeIs(3));
    EXPECT_THAT(Netlink::open().value().our_routing().value(), IsEmpty());
    test::run("ip route show table 100 | grep -q 198.51.100.0/24 && ip rule | grep -q 1000:");
}

TEST_F(NetlinkRouting, TellsWhyARouteCannotBe) {
    net::Route route = some_route();
    route.via = net::IpAddress::parse("10.99.0.1").value();
    EXPECT_THAT(apply(addition, {route}), ElementsAre(ENETUNREACH));
}

}  // namespace
}  // namespace holdfast::io
