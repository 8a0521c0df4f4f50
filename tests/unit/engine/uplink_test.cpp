#include "daemon/engine/uplink.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace uplink_test {

Uplink uplink(const InstanceSettings& settings, const KernelState& state) {
    KernelView kernel;
    kernel.expect_virtual({ip("192.0.2.1"), ip("fe80::1")});
    kernel.replace(state);
    return uplink_of(settings, kernel);
}

std::string why_not(const InstanceSettings& settings, const KernelState& state) {
    return obstacle(settings, uplink(settings, state));
}

net::LinkAddress tentative(const std::string& text) {
    net::LinkAddress address = on_eth0(text);
    address.tentative = true;
    return address;
}

net::Link link_down() {
    net::Link link = link_up();
    link.up = false;
    return link;
}

TEST(Uplink, SendsFromTheFirstAddress) {  // P23
    EXPECT_EQ(uplink(web(), {{link_up()}, {on_eth0("192.0.2.11/24"), on_eth0("192.0.2.10/24")}}).primary, us);
}

TEST(Uplink, NeverSendsFromAVirtualAddress) {
    EXPECT_EQ(uplink(web(), {{link_up()}, {on_eth0("192.0.2.1/24"), on_eth0("192.0.2.11/24")}}).primary, us);
}

TEST(Uplink, SendsIpv6FromTheLinkLocalAddress) {  // P24
    EXPECT_EQ(uplink(web6(), {{link_up()}, {on_eth0("2001:db8::11/64"), on_eth0("fe80::11/64")}}).primary,
              ip("fe80::11"));
}

TEST(Uplink, SendsFromNoAddressThatIsTentative) {
    EXPECT_EQ(uplink(web6(), {{link_up()}, {tentative("fe80::11/64")}}).primary, std::nullopt);
}

TEST(Uplink, SendsFromTheConfiguredSource) {
    InstanceSettings settings = web();
    settings.source = ip("192.0.2.10");
    const Uplink found = uplink(settings, {{link_up()}, {on_eth0("192.0.2.11/24"), on_eth0("192.0.2.10/24")}});
    EXPECT_EQ(found.primary, ip("192.0.2.10"));
    EXPECT_THAT(found.own_addresses, testing::ElementsAre(ip("192.0.2.10"), us));
}

TEST(Uplink, OwnsAddressesOfItsFamilyOnly) {
    const Uplink found = uplink(web(), {{link_up()}, {on_eth0("192.0.2.11/24"), on_eth0("fe80::11/64")}});
    EXPECT_THAT(found.own_addresses, testing::ElementsAre(us));
}

TEST(Obstacle, IsNoneOnAnInterfaceWithAnAddress) {
    EXPECT_EQ(why_not(web(), {{link_up()}, {on_eth0("192.0.2.11/24")}}), "");
}
TEST(Obstacle, IsAMissingInterface) {
    EXPECT_EQ(why_not(web(), {}), "interface eth0 is missing");
}
TEST(Obstacle, IsAnInterfaceThatIsDown) {
    EXPECT_EQ(why_not(web(), {{link_down()}, {on_eth0("192.0.2.11/24")}}), "interface eth0 is down");
}
TEST(Obstacle, IsAnInterfaceWithoutAnAddress) {
    EXPECT_EQ(why_not(web(), {{link_up()}, {on_eth0("192.0.2.1/24")}}), "no IPv4 address on eth0");
}
TEST(Obstacle, IsAnInterfaceWithoutALinkLocalAddress) {
    EXPECT_EQ(why_not(web6(), {{link_up()}, {on_eth0("2001:db8::11/64")}}), "no IPv6 link-local address on eth0");
}
TEST(Obstacle, IsASourceThatIsNotThere) {
    InstanceSettings settings = web();
    settings.source = ip("192.0.2.10");
    EXPECT_EQ(why_not(settings, {{link_up()}, {on_eth0("192.0.2.11/24")}}), "source 192.0.2.10 is not on eth0");
}

}  // namespace uplink_test
}  // namespace holdfast::engine
