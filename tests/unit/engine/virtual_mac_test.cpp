// A router whose addresses and adverts have the virtual MAC, on the whole Node.
#include "daemon/engine/announcement.hpp"
#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace virtual_mac_test {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const net::MacAddress mac{{0, 0, 0x5e, 0, 1, 51}};
const MakeVirtualLink make_link{eth0, "hf4.51.2", mac};
constexpr net::InterfaceIndex first_link{100};  // that Shell makes
constexpr net::InterfaceIndex second_link{101};
const std::vector<net::LinkAddress> own{on_eth0("192.0.2.11/24")};

InstanceSettings with_mac(int value = 100) {
    InstanceSettings settings = web(value);
    settings.virtual_mac = true;
    return settings;
}

HeldAddress on(net::InterfaceIndex link) {
    return {link, prefix("192.0.2.1/24")};
}
auto addition(net::InterfaceIndex link) {
    return Field("address", &AddAddress::address, on(link));
}
auto removal(net::InterfaceIndex link) {
    return Field("address", &RemoveAddress::address, on(link));
}

Shell master() {
    Shell host{with_mac()};
    host.becomes_master();
    return host;
}

TEST(VirtualMac, HasAMacvlanBeforeItHasAnAddress) {  // P151
    Shell host{with_mac()};
    host.boots().after(0ms);
    EXPECT_THAT(host.all<MakeVirtualLink>(), ElementsAre(make_link));
    EXPECT_EQ(host.instance().state, InstanceState::backup);
    EXPECT_THAT(host.all<AddAddress>(), IsEmpty());
}

TEST(VirtualMac, HoldsItsAddressesOnTheMacvlan) {
    Shell host{with_mac()};
    host.boots().after(4s);
    EXPECT_THAT(host.all<AddAddress>(), ElementsAre(addition(first_link)));
}

TEST(VirtualMac, AdvertisesFromTheInterfaceWithTheVirtualMac) {
    Shell host{with_mac()};
    host.boots().after(4s);
    EXPECT_THAT(host.all<Transmit>(), Not(IsEmpty()));
    for (const Transmit& advert : host.all<Transmit>()) {
        EXPECT_EQ(advert.interface, eth0);
        EXPECT_EQ(advert.source, us);
        EXPECT_EQ(advert.virtual_mac, mac);
    }
}

TEST(VirtualMac, AnnouncesItFromTheInterface) {  // P141
    Shell host{with_mac()};
    host.boots().after(4s);
    EXPECT_THAT(host.all<SendFrame>(), Contains(SendFrame{eth0, announcement(ip("192.0.2.1"), mac)}));
}

TEST(VirtualMac, ListensOnTheInterface) {
    Shell host{with_mac()};
    host.boots().after(4s);
    EXPECT_THAT(host.all<Listen>(), ElementsAre(Listen{eth0, net::Family::ipv4}));
}

TEST(VirtualMac, TellsTheGuardWhereTheAddressIs) {
    Shell host{with_mac()};
    host.boots().after(4s);
    EXPECT_THAT(host.all<Pledge>(), Contains(Field("addresses", &Pledge::addresses, ElementsAre(on(first_link)))));
}

TEST(VirtualMac, IsInFaultWithoutAMacvlan) {
    Shell host{with_mac()};
    host.making_fails = "make a macvlan: operation not supported";
    host.boots().after(0ms);
    EXPECT_EQ(host.instance().state, InstanceState::fault);
    EXPECT_EQ(host.instance().reason, "cannot make hf4.51.2: make a macvlan: operation not supported");
}

TEST(VirtualMac, ServesOnceTheMacvlanCanBeMade) {
    Shell host{with_mac()};
    host.making_fails = "no";
    host.boots().after(0ms);
    host.making_fails.clear();
    host.after(1s);
    EXPECT_EQ(host.instance().state, InstanceState::backup);
}

TEST(VirtualMac, PutsADeletedMacvlanAndItsAddressBackAtOnce) {
    Shell host = master();
    host.happens(AddressVanished{{.index = first_link, .prefix = prefix("192.0.2.1/24")}});
    host.happens(LinkVanished{first_link}).after(0ms);
    EXPECT_THAT(host.all<MakeVirtualLink>(), ElementsAre(make_link));
    EXPECT_THAT(host.all<AddAddress>(), ElementsAre(addition(second_link)));
    EXPECT_THAT(host.all<SendFrame>(), Not(IsEmpty()));
    EXPECT_EQ(host.instance().state, InstanceState::master);
    EXPECT_EQ(host.counters().addresses_reinstated, 1U);
}

TEST(VirtualMac, IsMendedWhereTheMacvlanHasAnother) {
    Shell host = master();
    net::Link changed = virtual_link(100, make_link);
    changed.mac = our_mac;
    host.happens(LinkChanged{changed}).after(0ms);
    EXPECT_THAT(host.all<MakeVirtualLink>(), ElementsAre(make_link));
}

TEST(VirtualMac, TakesItsInterfacesFaultForItsOwn) {  // K8
    Shell host = master();
    net::Link down = link_up();
    down.up = false;
    host.happens(LinkChanged{down});
    EXPECT_EQ(host.instance().state, InstanceState::fault);
    EXPECT_THAT(host.all<RemoveAddress>(), ElementsAre(removal(first_link)));
    EXPECT_THAT(host.all<RemoveVirtualLink>(), IsEmpty());
}

TEST(VirtualMac, OfABackupAddsNothingAfterAFlap) {  // P168
    Shell host{with_mac()};
    host.boots().after(0ms).hears();
    net::Link down = link_up();
    down.up = false;
    host.happens(LinkChanged{down}).happens(LinkChanged{link_up()}).hears().after(2s);
    EXPECT_EQ(host.instance().state, InstanceState::backup);
    EXPECT_THAT(host.all<AddAddress>(), IsEmpty());
}

// Twice in a second: it is made anew later.
Shell master_without_its_macvlan() {
    Shell host = master();
    host.happens(LinkVanished{first_link}).happens(LinkVanished{second_link});
    return host;
}

TEST(VirtualMac, LeavesNobodyShownAsMasterWhoIsFencedWithoutIt) {
    Shell host = master_without_its_macvlan();
    host.happens(Withdraw{"web", Withdrawal::fenced, "two masters"});
    EXPECT_EQ(host.instance().state, InstanceState::fenced);
}

TEST(VirtualMac, LeavesNobodyShownAsMasterWhoIsReadmittedWithoutIt) {
    Shell host = master_without_its_macvlan();
    host.happens(Withdraw{"web", Withdrawal::fenced, "two masters"}).happens(Readmit{"web", "it is over"});
    EXPECT_EQ(host.instance().state, InstanceState::backup);
}

TEST(VirtualMac, IsMadeAnewAboveANewInterface) {
    Shell host = master();
    host.happens(LinkVanished{first_link}).happens(LinkVanished{eth0});
    constexpr net::InterfaceIndex another{7};
    net::Link link = link_up();
    link.index = another;
    host.happens(LinkChanged{link}).after(0ms);
    EXPECT_THAT(host.all<MakeVirtualLink>(), Contains(MakeVirtualLink{another, "hf4.51.7", mac}));
}

TEST(VirtualMac, EndsWithItsMacvlan) {
    Shell host = master();
    host.happens(StopRequested{}).after(1s);
    EXPECT_THAT(host.all<RemoveVirtualLink>(), ElementsAre(RemoveVirtualLink{first_link}));
    EXPECT_TRUE(host.node().stopped());
}

TEST(VirtualMac, IsNotAtItsEndBeforeTheMacvlanIsOrderedAway) {
    Shell host{with_mac()};
    host.boots().after(0ms).happens(StopRequested{});
    EXPECT_FALSE(host.node().stopped());
    host.after(0ms);
    EXPECT_TRUE(host.node().stopped());
    EXPECT_THAT(host.all<RemoveVirtualLink>(), SizeIs(1));
}

TEST(VirtualMac, OfAPredecessorIsAdoptedWithItsAddress) {
    Shell host{with_mac()};
    host.happens(LeftoversFound{{on(first_link)}, host.now() + 1s});
    host.happens(KernelState{{link_up(), virtual_link(100, make_link)},
                             {on_eth0("192.0.2.11/24"), {.index = first_link, .prefix = prefix("192.0.2.1/24")}}});
    EXPECT_EQ(host.instance().state, InstanceState::master);
    EXPECT_THAT(host.all<RemoveAddress>(), IsEmpty());
    EXPECT_THAT(host.all<AddAddress>(), IsEmpty());
}

TEST(VirtualMac, OfAPredecessorThatNobodyWantsIsRemoved) {
    Shell host{web()};
    host.happens(KernelState{{link_up(), virtual_link(100, make_link)}, own}).after(0ms);
    EXPECT_THAT(host.all<RemoveVirtualLink>(), ElementsAre(RemoveVirtualLink{first_link}));
}

TEST(VirtualMac, IsTakenOnByAReloadWithoutAnElection) {
    Shell host{web()};
    host.becomes_master().reloads({with_mac()}).after(0ms);
    EXPECT_THAT(host.all<RemoveAddress>(), ElementsAre(removal(eth0)));
    EXPECT_THAT(host.all<AddAddress>(), ElementsAre(addition(first_link)));
    EXPECT_THAT(host.all<SendFrame>(), Contains(SendFrame{eth0, announcement(ip("192.0.2.1"), mac)}));
    EXPECT_EQ(host.counters().priority_zero_sent, 0U);
}

TEST(VirtualMac, IsGivenUpByAReloadWithoutAnElection) {
    Shell host = master();
    host.reloads({web()}).after(0ms);
    EXPECT_THAT(host.all<RemoveAddress>(), ElementsAre(removal(first_link)));
    EXPECT_THAT(host.all<AddAddress>(), ElementsAre(addition(eth0)));
    EXPECT_THAT(host.all<RemoveVirtualLink>(), ElementsAre(RemoveVirtualLink{first_link}));
    EXPECT_THAT(host.all<SendFrame>(), Contains(SendFrame{eth0, announcement(ip("192.0.2.1"), our_mac)}));
    EXPECT_EQ(host.instance().state, InstanceState::master);
}

TEST(VirtualMac, IsNamedInTheStatus) {
    EXPECT_EQ(master().instance().virtual_link, "hf4.51.2");
}

TEST(VirtualMac, ShowsAnAddressAsPresentOnTheMacvlan) {
    EXPECT_TRUE(master().instance().addresses.at(0).present);
}

}  // namespace virtual_mac_test
}  // namespace holdfast::engine
