#include "daemon/engine/routings.hpp"

#include <set>

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using Outcome = RoutingAnswered::Outcome;

constexpr RouterId router{3};

net::Route by_gateway() {
    return {.to = prefix("198.51.100.0/24"), .via = ip("192.0.2.254"), .source = {}, .scope = {}};
}
net::Route by_interface() {
    net::Route route{.to = prefix("203.0.113.0/24"), .via = {}, .source = {}, .scope = {}};
    route.interface = eth0;
    return route;
}
net::Rule from_us() {
    return {.priority = 1000, .from = prefix("192.0.2.1/32"), .to = {}, .incoming = {}, .outgoing = {}, .table = 100};
}

InstanceSettings routed() {
    InstanceSettings settings = web();
    net::Route unresolved = by_interface();
    unresolved.interface = {};
    settings.routes = {{by_gateway(), ""}, {unresolved, ""}};
    settings.rules = {from_us()};
    return settings;
}

struct RoutingsTest : testing::Test {
    Desk desk;
    Routings routings{router};

    void configure(const InstanceSettings& settings) {
        Turn turn = desk.turn();
        routings.configure(settings, turn);
    }
    void hold() {
        Turn turn = desk.turn();
        routings.hold(turn);
    }
    bool renew() {
        Turn turn = desk.turn();
        return routings.renew(turn);
    }
    void release() {
        Turn turn = desk.turn();
        routings.release(turn);
    }
    void answer(Outcome outcome, const std::string& error = "") {
        for (const AddRouting& order : desk.taken<AddRouting>()) {
            Turn turn = desk.turn();
            routings.answered({order.router, order.entry, outcome, error}, "web", turn);
        }
    }
    void serve() {
        configure(routed());
        hold();
        answer(Outcome::added);
        desk.effects.clear();
    }
    std::vector<std::string> said() {
        std::vector<std::string> events;
        for (const net::Note& note : desk.taken<net::Note>()) events.push_back(note.event);
        return events;
    }
};

TEST_F(RoutingsTest, AddRoutesBeforeTheRulesThatLeadThere) {
    configure(routed());
    hold();
    EXPECT_THAT(desk.taken<AddRouting>(),
                ElementsAre(AddRouting{router, by_gateway()}, AddRouting{router, by_interface()},
                            AddRouting{router, from_us()}));
}

TEST_F(RoutingsTest, RemoveRulesFirst) {
    serve();
    release();
    EXPECT_THAT(desk.taken<RemoveRouting>(),
                ElementsAre(RemoveRouting{router, from_us()}, RemoveRouting{router, by_interface()},
                            RemoveRouting{router, by_gateway()}));
    EXPECT_EQ(routings.deadline(), std::nullopt);
}

TEST_F(RoutingsTest, AreOrderedAgainEachSecond) {
    serve();
    EXPECT_EQ(routings.deadline(), start + 1s);
    desk.now += 1s;
    EXPECT_FALSE(renew());
    EXPECT_THAT(desk.taken<AddRouting>(), SizeIs(3));
    EXPECT_EQ(routings.deadline(), start + 2s);
}

TEST_F(RoutingsTest, SayNothingWhileTheyAreThere) {
    serve();
    renew();
    answer(Outcome::there);
    EXPECT_THAT(said(), IsEmpty());
    EXPECT_THAT(routings.status(), Each(Field(&RoutingStatus::present, true)));
}

TEST_F(RoutingsTest, SayWhatWasPutBack) {
    serve();
    renew();
    answer(Outcome::added);
    EXPECT_THAT(said(), ElementsAre("routing_reinstated", "routing_reinstated", "routing_reinstated"));
}

TEST_F(RoutingsTest, LeaveWhatStoodBeforeToItsOwner) {
    configure(routed());
    hold();
    answer(Outcome::there);
    EXPECT_THAT(said(), Each("routing_foreign"));
    EXPECT_THAT(routings.status(), Each(Field(&RoutingStatus::foreign, true)));
}

TEST_F(RoutingsTest, SayARefusalOnceAndTryAgain) {
    configure(routed());
    hold();
    answer(Outcome::refused, "Network is unreachable");
    EXPECT_THAT(said(), SizeIs(3));
    renew();
    answer(Outcome::refused, "Network is unreachable");
    EXPECT_THAT(said(), IsEmpty());
    EXPECT_THAT(routings.status(), Each(Field(&RoutingStatus::refusal, "Network is unreachable")));
}

TEST_F(RoutingsTest, OfAPredecessorAreAdoptedWithoutAWord) {
    net::Route found = by_gateway();
    found.interface = eth0;  // as the kernel has found it
    configure(routed());
    routings.adopt({found, from_us()}, desk.kernel);
    EXPECT_TRUE(routings.claims(found));
    EXPECT_FALSE(routings.claims(by_interface()));
    hold();
    answer(Outcome::there);
    EXPECT_THAT(said(), ElementsAre("routing_foreign"));  // the one that was not left
}

TEST_F(RoutingsTest, ThatWereAdoptedAndAreNeverHeldGo) {
    configure(routed());
    routings.adopt({from_us()}, desk.kernel);
    release();
    EXPECT_THAT(desk.taken<RemoveRouting>(), ElementsAre(RemoveRouting{router, from_us()}));
}

TEST_F(RoutingsTest, OfAMissingInterfaceWaitForIt) {
    desk.kernel.apply(LinkVanished{eth0});
    configure(routed());
    hold();
    EXPECT_THAT(desk.taken<AddRouting>(), SizeIs(2));
    EXPECT_EQ(routings.status().at(1).refusal, "interface eth0 is missing");
    desk.kernel.apply(LinkChanged{link_up()});
    EXPECT_TRUE(renew());
    EXPECT_THAT(routings.ordered(), SizeIs(3));
}

TEST_F(RoutingsTest, OfALinkLocalNextHopTakeTheRoutersInterface) {
    InstanceSettings settings = web6();
    net::Route route{.to = prefix("2001:db8:f::/48"), .via = ip("fe80::9"), .source = {}, .scope = {}};
    settings.routes = {{route, ""}};
    configure(settings);
    hold();
    route.interface = eth0;
    EXPECT_THAT(desk.taken<AddRouting>(), ElementsAre(AddRouting{router, route}));
}

TEST_F(RoutingsTest, AReloadChangesOnlyWhatDiffers) {
    serve();
    InstanceSettings fewer = routed();
    fewer.routes.pop_back();
    configure(fewer);
    EXPECT_THAT(desk.taken<RemoveRouting>(), ElementsAre(RemoveRouting{router, by_interface()}));
    EXPECT_THAT(routings.ordered(), ElementsAre(net::Routing{by_gateway()}, net::Routing{from_us()}));
}

TEST_F(RoutingsTest, AReloadToNoneEndsTheRenewal) {
    serve();
    configure(web());
    EXPECT_THAT(desk.taken<RemoveRouting>(), SizeIs(3));
    EXPECT_EQ(routings.deadline(), std::nullopt);
}

constexpr net::InterfaceIndex lan1{9};

net::Link lan1_link(bool up) {
    return {.index = lan1, .name = "lan1", .up = up, .mac = our_mac};
}

struct Elsewhere : testing::Test {
    Desk desk;
    Holdings holdings{router};
    Places places{eth0, {{ip("192.0.2.2"), lan1}}};

    Elsewhere() { desk.kernel.apply(LinkChanged{lan1_link(true)}); }
    static InstanceSettings apart() {
        InstanceSettings settings = web();
        settings.excluded_addresses = {prefix("192.0.2.2/24")};
        settings.placements[ip("192.0.2.2")] = {.interface = "lan1", .label = "lan1:web", .scope = 253};
        return settings;
    }
    void serve(const InstanceSettings& settings) {
        Turn turn = desk.turn();
        holdings.configure(settings, turn);
        holdings.hold(places, turn);
    }
};

TEST_F(Elsewhere, AnAddressIsAddedInItsManner) {
    serve(apart());
    const HeldAddress there{lan1, prefix("192.0.2.2/24")};
    EXPECT_THAT(desk.taken<AddAddress>(),
                ElementsAre(AddAddress{router, held("192.0.2.1/24"), 4s},
                            AddAddress{router, there, 4s, {.label = "lan1:web", .scope = 253}}));
    EXPECT_TRUE(holdings.owns(there));
}

TEST_F(Elsewhere, AnAddressMovesAlone) {
    serve(apart());
    desk.effects.clear();
    places.elsewhere[ip("192.0.2.2")] = std::nullopt;
    desk.kernel.apply(LinkVanished{lan1});
    Turn turn = desk.turn();
    holdings.settle(places, turn);
    EXPECT_THAT(only<RemoveAddress>(desk.effects), IsEmpty());
    EXPECT_THAT(holdings.held_addresses(), ElementsAre(held("192.0.2.1/24")));
}

TEST_F(Elsewhere, AReloadGivesAnAddressANewLabel) {
    serve(apart());
    desk.effects.clear();
    InstanceSettings other = apart();
    other.placements[ip("192.0.2.2")].label = "lan1:db";
    Turn turn = desk.turn();
    holdings.configure(other, turn);
    EXPECT_THAT(only<RemoveAddress>(desk.effects), SizeIs(1));
    EXPECT_THAT(only<AddAddress>(desk.effects),
                ElementsAre(Field(&AddAddress::manner, Field(&Manner::label, "lan1:db"))));
}

TEST_F(Elsewhere, ARouterIsInFaultWhileTheInterfaceIsDown) {
    desk.kernel.apply(LinkChanged{lan1_link(false)});
    EXPECT_EQ(obstacle(apart(), uplink_of(apart(), desk.kernel)), "interface lan1 is down");
}

TEST_F(Elsewhere, WhatIsNotAcceptedIsSaidAgainWhenItChanges) {
    serve(web());
    desk.has("192.0.2.1/24");
    InstanceSettings closed = web();
    closed.accept = false;
    Turn turn = desk.turn();
    desk.effects.clear();
    holdings.configure(closed, turn);
    EXPECT_THAT(only<RefreshAddress>(desk.effects),
                ElementsAre(Field(&RefreshAddress::manner, Field(&Manner::accept, false))));
}

TEST(APredecessorsRouting, GoesWhereNobodyResumes) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{}, start, {from_us()}}).boots();
    EXPECT_THAT(shell.all<RemoveRouting>(), ElementsAre(RemoveRouting{RouterId{}, from_us()}));
}

TEST(Procession, GoesAtOnceWithoutAPace) {
    Procession procession;
    procession.join({prefix("192.0.2.1/24"), prefix("192.0.2.2/24")}, start);
    EXPECT_THAT(procession.take(0s, start), SizeIs(2));
    EXPECT_EQ(procession.deadline(), std::nullopt);
}

TEST(Procession, KeepsItsPace) {
    Procession procession;
    procession.join({prefix("192.0.2.1/24"), prefix("192.0.2.2/24")}, start);
    EXPECT_THAT(procession.take(5ms, start), ElementsAre(prefix("192.0.2.1/24")));
    EXPECT_EQ(procession.deadline(), start + 5ms);
    EXPECT_THAT(procession.take(5ms, start + 5ms), ElementsAre(prefix("192.0.2.2/24")));
}

TEST(Procession, TakesNobodyInWhoWaitsAlready) {
    Procession procession;
    procession.join({prefix("192.0.2.1/24"), prefix("192.0.2.2/24")}, start);
    procession.join({prefix("192.0.2.2/24"), prefix("192.0.2.3/24")}, start);
    EXPECT_THAT(procession.take(0s, start),
                ElementsAre(prefix("192.0.2.1/24"), prefix("192.0.2.2/24"), prefix("192.0.2.3/24")));
}

TEST(Procession, DoesNotAnnounceWhatAReloadTookAway) {
    InstanceSettings slow = web();
    slow.addresses = {prefix("192.0.2.1/24"), prefix("192.0.2.2/24"), prefix("192.0.2.3/24")};
    slow.garp = {.repeat = 1, .delay = {}, .pace = 100ms};
    Shell shell{slow};
    shell.boots();
    while (shell.all<SendFrame>().empty()) shell.after(10ms);
    slow.addresses.pop_back();
    shell.reloads({slow}).after(2s);
    std::set<int> announced;
    for (const SendFrame& order : shell.all<SendFrame>())
        announced.insert(order.frame.at(41));  // in ARP, the last byte
    EXPECT_THAT(announced, ElementsAre(1, 2));
}

}  // namespace
}  // namespace holdfast::engine
