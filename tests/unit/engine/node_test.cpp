// The host's many routers: made, told apart, changed by a reload, ended.

#include "daemon/engine/node.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

InstanceSettings named(const std::string& name, int vrid, const std::string& address) {
    InstanceSettings settings = web();
    settings.name = name;
    settings.vrid = vrrp::Vrid{static_cast<std::uint8_t>(vrid)};
    settings.addresses = {prefix(address)};
    return settings;
}
const InstanceSettings first = named("web", 51, "192.0.2.1/24");
const InstanceSettings second = named("mail", 52, "192.0.2.2/24");

std::vector<std::string> names(const Shell& shell) {
    std::vector<std::string> names;
    for (const InstanceStatus& instance : shell.node().status(shell.now()).instances)
        names.push_back(instance.settings.name);
    return names;
}

static_assert(net::SansIo<Node>);

TEST(Node, DoesNothingBeforeItKnowsTheKernel) {
    EXPECT_EQ(Node({"lb1", {web()}}, start).deadline(), std::nullopt);
}

TEST(Node, OpensOneSocketForAllRoutersOfAnInterface) {
    Shell shell{std::vector{first, second}};
    shell.boots();
    EXPECT_THAT(shell.all<Listen>(), SizeIs(1));
}

TEST(Node, GivesEachAdvertToItsRouter) {
    Shell shell{std::vector{first, second}};
    shell.boots().hears({.addresses = {ip("192.0.2.2")}, .vrid = vrrp::Vrid{52}});
    EXPECT_EQ(shell.instance(0).counters.adverts_received, 0U);
    EXPECT_EQ(shell.instance(1).counters.adverts_received, 1U);
}

TEST(Node, TellsTheSameVridOfTwoFamiliesApart) {
    Shell shell{std::vector{web(), web6()}};
    shell.boots().hears({.source = ip("fe80::12"), .addresses = {ip("fe80::1"), ip("2001:db8::1")}});
    EXPECT_EQ(shell.instance(0).counters.adverts_received, 0U);
    EXPECT_EQ(shell.instance(1).counters.adverts_received, 1U);
}

TEST(Node, WaitsAnewWhereDatagramsWereLost) {  // K20
    Shell shell{std::vector{web(), web6()}};
    shell.boots().happens(ReceptionLost{eth0, net::Family::ipv4, 7}).after(4s);
    EXPECT_EQ(shell.instance(0).state, InstanceState::backup);
    EXPECT_EQ(shell.instance(1).state, InstanceState::master);
}

TEST(Node, SaysOnceInTenSecondsThatDatagramsAreLost) {
    Shell shell{web()};
    shell.boots().forget();
    for (int i = 0; i < 100; ++i) shell.happens(ReceptionLost{eth0, net::Family::ipv4, 7});
    EXPECT_THAT(shell.notes(), ElementsAre("reception_lost interface=eth0 family=ipv4 datagrams=7"));
}

TEST(Node, TakesOverForAllInTheSameTurn) {
    Shell shell{std::vector{first, second}};
    shell.boots().after(3700ms);
    EXPECT_EQ(shell.instance(0).since, shell.instance(1).since);
}

TEST(Node, AsksOnceForTheFramesThatManyRoutersWantCounted) {
    Shell shell{std::vector{first, second}};
    shell.boots().after(3700ms);
    EXPECT_THAT(shell.all<CountReception>(), SizeIs(1));
}

TEST(Node, ShowsAnInterfaceThatIsNotThere) {
    Shell shell{web()};
    shell.happens(KernelState{});
    const InterfaceStatus interface = shell.node().status(start).interfaces.at(0);
    EXPECT_EQ(interface.name, "eth0");
    EXPECT_FALSE(interface.up);
}

TEST(Node, RemovesAPredecessorsAddressesThatNobodyWants) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.77/24")}, start + 1s}).boots();
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.77/24")}));
}

TEST(Reload, ChangesNothingWhenNothingChanged) {
    Shell shell{first};
    shell.becomes_master().reloads({first});
    EXPECT_THAT(shell.all<Transmit>(), IsEmpty());
    EXPECT_THAT(shell.all<AddAddress>(), IsEmpty());
    EXPECT_THAT(shell.all<net::Note>(), IsEmpty());
}

TEST(Reload, KeepsTheStateOfAChangedRouter) {
    Shell shell{first};
    InstanceSettings stronger = first;
    stronger.priority = priority(150);
    shell.becomes_master().reloads({stronger});
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_EQ(shell.instance().effective_priority, priority(150));
}

TEST(Reload, KeepsTheRhythmOfAdverts) {
    Shell shell{first};
    shell.becomes_master();
    const auto before = shell.node().deadline();
    InstanceSettings stronger = first;
    stronger.priority = priority(150);
    shell.reloads({stronger});
    EXPECT_EQ(shell.node().deadline(), before);
}

TEST(Reload, StartsANewRouter) {
    Shell shell{first};
    shell.becomes_master().reloads({first, second});
    EXPECT_EQ(shell.instance(1).state, InstanceState::backup);
    EXPECT_EQ(shell.instance(0).state, InstanceState::master);
}

TEST(Reload, EndsARouterThatIsGoneAfterItsSuccessorSpoke) {
    Shell shell{std::vector{first, second}};
    shell.becomes_master().reloads({first}).after(1s).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{1}, held("192.0.2.2/24")}));
    EXPECT_THAT(names(shell), ElementsAre("web"));
}

TEST(Reload, ReplacesARouterWithAnotherVridAtOnce) {
    Shell shell{first};
    shell.becomes_master().reloads({named("web", 53, "192.0.2.1/24")});
    EXPECT_THAT(shell.all<RemoveAddress>(), SizeIs(1));
    EXPECT_EQ(shell.instance(0).settings.vrid, vrrp::Vrid{53});
}

TEST(Reload, GivesAFreeSlotToTheNextRouter) {
    Shell shell{std::vector{first, second}};
    shell.becomes_master().reloads({second}).after(2s).forget();
    shell.reloads({second, first}).after(5s);
    std::set<RouterId> ids;
    for (const Transmit& advert : shell.all<Transmit>()) ids.insert(advert.router);
    EXPECT_THAT(ids, ElementsAre(RouterId{0}, RouterId{1}));
}

TEST(Reload, ShowsRoutersInTheOrderOfTheConfiguration) {
    Shell shell{std::vector{first, second}};
    shell.boots().reloads({second, first});
    EXPECT_THAT(names(shell), ElementsAre("mail", "web"));
}

TEST(Reload, ClosesASocketThatNobodyNeeds) {
    Shell shell{std::vector{web(), web6()}};
    shell.boots().reloads({web()}).after(5s).boots();
    EXPECT_THAT(shell.all<StopListening>(), ElementsAre(StopListening{eth0, net::Family::ipv6}));
}

TEST(Stop, OfABackupIsImmediate) {
    Shell shell{first};
    shell.boots().hears().happens(StopRequested{});
    EXPECT_TRUE(shell.node().stopped());
}

TEST(Stop, OfAMasterLastsUntilTheKernelHasConfirmed) {
    Node node{{"lb1", {first}}, start};
    node.handle(KernelState{{link_up()}, {on_eth0("192.0.2.11/24")}}, start);
    node.handle(ListenSucceeded{eth0, net::Family::ipv4}, start);
    node.handle(DeadlineReached{}, start + 4s);
    node.handle(LinkChanged{link_up(1)}, start + 4s);
    node.handle(DeadlineReached{}, start + 5s);
    node.handle(AddressAppeared{on_eth0("192.0.2.1/24")}, start + 5s);
    node.handle(StopRequested{}, start + 6s);
    node.handle(DeadlineReached{}, start + 7s);
    EXPECT_FALSE(node.stopped());
    node.handle(AddressVanished{on_eth0("192.0.2.1/24")}, start + 7s);
    EXPECT_TRUE(node.stopped());
}

TEST(Stop, PutsNothingBack) {  // a successor on this host would remove it as a stray, and so on for ever
    Shell shell{first};
    shell.becomes_master().happens(StopRequested{}).forget().happens(AddressVanished{on_eth0("192.0.2.1/24")}).after(0s);
    EXPECT_THAT(shell.all<AddAddress>(), IsEmpty());
}

TEST(Stop, AskedTwiceResignsOnce) {
    Shell shell{first};
    shell.becomes_master().happens(StopRequested{}).happens(StopRequested{});
    EXPECT_THAT(shell.all<Transmit>(), SizeIs(1));
}

}  // namespace
}  // namespace holdfast::engine
