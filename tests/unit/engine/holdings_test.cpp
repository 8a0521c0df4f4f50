#include "daemon/engine/holdings.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr RouterId id{3};

InstanceSettings two_addresses() {
    InstanceSettings settings = web();
    settings.addresses = {prefix("192.0.2.1/24"), prefix("192.0.2.2/24")};
    return settings;
}

struct HoldingsTest : testing::Test {
    Desk desk;
    Holdings holdings{id};

    void configure(const InstanceSettings& settings) {
        Turn turn = desk.turn();
        holdings.configure(settings, turn);
    }
    void hold() {
        Turn turn = desk.turn();
        holdings.hold({eth0}, turn);
    }
    void release() {
        Turn turn = desk.turn();
        holdings.release(turn);
    }
    void vanished(const std::string& address) {
        desk.lost(address);
        Turn turn = desk.turn();
        holdings.vanished(held(address), turn);
    }
    bool settle(std::optional<net::InterfaceIndex> interface) {
        Turn turn = desk.turn();
        return holdings.settle({interface}, turn);
    }
    std::vector<net::Prefix> reconcile() {
        Turn turn = desk.turn();
        return holdings.reconcile(turn);
    }
    // Held, with the kernel's confirmation.
    void serve(const InstanceSettings& settings) {
        configure(settings);
        hold();
        for (const AddAddress& add : desk.taken<AddAddress>()) desk.has(to_string(add.address.prefix));
    }
};

TEST_F(HoldingsTest, AddsEachAddressWithItsLease) {
    configure(two_addresses());
    hold();
    EXPECT_THAT(desk.taken<AddAddress>(),
                ElementsAre(AddAddress{id, held("192.0.2.1/24"), 4s}, AddAddress{id, held("192.0.2.2/24"), 4s}));
}

TEST_F(HoldingsTest, HoldsExcludedAddressesToo) {
    InstanceSettings settings = web();
    settings.excluded_addresses = {prefix("192.0.2.2/24")};
    configure(settings);
    hold();
    EXPECT_EQ(desk.taken<AddAddress>().size(), 2U);
}

TEST_F(HoldingsTest, TellsTheGuardWhatItHoldsAndForHowLongOfSilence) {
    configure(web());
    hold();
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {held("192.0.2.1/24")}}));
}

TEST_F(HoldingsTest, NeverAddsWhatWasThereBefore) {
    desk.has("192.0.2.1/24");
    configure(web());
    hold();
    EXPECT_THAT(desk.effects, ElementsAre(Effect{Pledge{id, 2750ms, {}}}));
}

TEST_F(HoldingsTest, NeverRefreshesWhatWasThereBefore) {
    desk.has("192.0.2.1/24");
    serve(web());
    Turn turn = desk.turn();
    holdings.refresh(turn);
    EXPECT_THAT(desk.taken<RefreshAddress>(), IsEmpty());
}

TEST_F(HoldingsTest, NeverRemovesWhatWasThereBefore) {
    desk.has("192.0.2.1/24");
    serve(web());
    release();
    EXPECT_THAT(desk.taken<RemoveAddress>(), IsEmpty());
}

TEST_F(HoldingsTest, TakesTheKernelsWordThatAnAddressIsSomebodyElses) {
    configure(web());
    hold();
    desk.effects.clear();
    Turn turn = desk.turn();
    holdings.found_foreign(prefix("192.0.2.1/24"), turn);
    release();
    EXPECT_THAT(desk.taken<RemoveAddress>(), IsEmpty());
}

TEST_F(HoldingsTest, TellsTheGuardToSpareWhatTheKernelRefused) {
    configure(two_addresses());
    hold();
    desk.effects.clear();
    Turn turn = desk.turn();
    holdings.found_foreign(prefix("192.0.2.1/24"), turn);
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {held("192.0.2.2/24")}}));
}

TEST_F(HoldingsTest, ShowsAForeignAddressAsSuch) {
    desk.has("192.0.2.1/24");
    serve(web());
    EXPECT_TRUE(holdings.status(prefix("192.0.2.1/24"), desk.kernel, {eth0}).foreign);
}

TEST_F(HoldingsTest, ReleasesByRemovingEach) {
    serve(web());
    release();
    EXPECT_THAT(desk.taken<RemoveAddress>(), ElementsAre(RemoveAddress{id, held("192.0.2.1/24")}));
}

TEST_F(HoldingsTest, LeavesTheGuardInChargeUntilTheKernelHasConfirmedARelease) {
    serve(two_addresses());
    release();
    vanished("192.0.2.1/24");
    EXPECT_THAT(desk.taken<Pledge>(), IsEmpty());
    EXPECT_FALSE(holdings.empty());
}

TEST_F(HoldingsTest, TellsTheGuardOnceTheKernelHasConfirmedARelease) {
    serve(two_addresses());
    release();
    vanished("192.0.2.1/24");
    vanished("192.0.2.2/24");
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {}}));
    EXPECT_TRUE(holdings.empty());
}

TEST_F(HoldingsTest, TakesAWholeNewPictureAsConfirmationOfARelease) {
    serve(web());
    release();
    desk.lost("192.0.2.1/24");
    Turn turn = desk.turn();
    holdings.look_for_lost(turn);
    EXPECT_TRUE(holdings.empty());
}

TEST_F(HoldingsTest, TakesAWholeNewPictureAsConfirmationOfWhatAReloadGaveUp) {
    serve(two_addresses());
    configure(web());
    release();
    desk.lost("192.0.2.1/24");
    desk.lost("192.0.2.2/24");
    Turn turn = desk.turn();
    holdings.look_for_lost(turn);
    EXPECT_TRUE(holdings.empty());
}

TEST_F(HoldingsTest, AddsAgainWhatIsStillLeaving) {
    serve(web());
    release();
    desk.effects.clear();
    hold();
    EXPECT_THAT(desk.taken<AddAddress>(), ElementsAre(AddAddress{id, held("192.0.2.1/24"), 4s}));
}

TEST_F(HoldingsTest, PutsBackWhatSomebodyRemoved) {
    serve(two_addresses());
    vanished("192.0.2.2/24");
    EXPECT_THAT(reconcile(), ElementsAre(prefix("192.0.2.2/24")));
    EXPECT_THAT(desk.taken<AddAddress>(), ElementsAre(AddAddress{id, held("192.0.2.2/24"), 4s}));
}

TEST_F(HoldingsTest, IsDueToReconcileAtOnce) {
    serve(web());
    vanished("192.0.2.1/24");
    EXPECT_EQ(holdings.deadline(), desk.now);
}

TEST_F(HoldingsTest, PutsNothingBackThatHasReturnedByItself) {
    serve(web());
    vanished("192.0.2.1/24");
    desk.has("192.0.2.1/24");
    EXPECT_THAT(reconcile(), IsEmpty());
}

TEST_F(HoldingsTest, PutsNothingBackAfterARelease) {
    serve(web());
    release();
    vanished("192.0.2.1/24");
    EXPECT_THAT(reconcile(), IsEmpty());
}

TEST_F(HoldingsTest, PromisesAgainWhatItPutsBack) {  // the guard may have removed it
    serve(web());
    vanished("192.0.2.1/24");
    reconcile();
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {held("192.0.2.1/24")}}));
}

TEST_F(HoldingsTest, AdoptsAPredecessorsAddressWithoutAddingIt) {
    desk.has("192.0.2.1/24");
    configure(web());
    EXPECT_TRUE(holdings.adopt({eth0}, {held("192.0.2.1/24")}));
    hold();
    EXPECT_THAT(desk.taken<RefreshAddress>(), ElementsAre(RefreshAddress{id, held("192.0.2.1/24"), 4s}));
}

TEST_F(HoldingsTest, AdoptsNothingOfAnotherInterface) {
    configure(web());
    EXPECT_FALSE(holdings.adopt({eth0}, {{net::InterfaceIndex{9}, prefix("192.0.2.1/24")}}));
}

TEST_F(HoldingsTest, RemovesWhatItAdoptedIfItIsNeverHeld) {
    desk.has("192.0.2.1/24");
    configure(web());
    holdings.adopt({eth0}, {held("192.0.2.1/24")});
    release();
    EXPECT_THAT(desk.taken<RemoveAddress>(), ElementsAre(RemoveAddress{id, held("192.0.2.1/24")}));
}

TEST_F(HoldingsTest, IsDueToRefreshEachSecond) {
    serve(web());
    EXPECT_EQ(holdings.deadline(), start + 1s);
    desk.now = start + 1s;
    Turn turn = desk.turn();
    holdings.refresh(turn);
    EXPECT_EQ(holdings.deadline(), start + 2s);
}

TEST_F(HoldingsTest, RefreshesTheLease) {
    serve(web());
    Turn turn = desk.turn();
    holdings.refresh(turn);
    EXPECT_THAT(desk.taken<RefreshAddress>(), ElementsAre(RefreshAddress{id, held("192.0.2.1/24"), 4s}));
}

TEST_F(HoldingsTest, HasNothingToRefreshWithoutALease) {
    InstanceSettings settings = web();
    settings.lease = 0s;
    serve(settings);
    EXPECT_EQ(holdings.deadline(), std::nullopt);
}

TEST_F(HoldingsTest, ChangesOnlyWhatAReloadChanges) {
    serve(web());
    InstanceSettings other = web();
    other.addresses.push_back(prefix("192.0.2.2/24"));
    configure(other);
    EXPECT_THAT(desk.effects, ElementsAre(Effect{AddAddress{id, held("192.0.2.2/24"), 4s}},
                                          Effect{Pledge{id, 2750ms, {held("192.0.2.1/24"), held("192.0.2.2/24")}}}));
}

TEST_F(HoldingsTest, RemovesWhatAReloadNoLongerWants) {
    serve(two_addresses());
    configure(web());
    EXPECT_THAT(desk.taken<RemoveAddress>(), ElementsAre(RemoveAddress{id, held("192.0.2.2/24")}));
}

TEST_F(HoldingsTest, OrdersNothingForAnInterfaceThatIsGone) {
    serve(web());
    desk.kernel.apply(LinkVanished{eth0});
    Turn turn = desk.turn();
    holdings.abandon(turn);
    EXPECT_THAT(desk.effects, ElementsAre(Effect{Pledge{id, 2750ms, {}}}));
}

TEST_F(HoldingsTest, LeavesNothingOnAnInterfaceThatWasRenamed) {
    serve(web());
    Turn turn = desk.turn();
    holdings.abandon(turn);
    EXPECT_THAT(desk.taken<RemoveAddress>(), ElementsAre(RemoveAddress{id, held("192.0.2.1/24")}));
    EXPECT_FALSE(holdings.empty());
}

constexpr net::InterfaceIndex above{9};

TEST_F(HoldingsTest, MovesWhatIsHeldToAnotherInterface) {
    serve(web());
    EXPECT_TRUE(settle(above));
    const HeldAddress there{above, prefix("192.0.2.1/24")};
    EXPECT_THAT(desk.effects,
                ElementsAre(Effect{RemoveAddress{id, held("192.0.2.1/24")}}, Effect{AddAddress{id, there, 4s}},
                            Effect{Pledge{id, 2750ms, {held("192.0.2.1/24"), there}}}));
}

TEST_F(HoldingsTest, KeepsGuardingWhatIsNoLongerWantedUntilItIsGone) {
    serve(two_addresses());
    desk.effects.clear();
    configure(web());
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {held("192.0.2.2/24"), held("192.0.2.1/24")}}));
    vanished("192.0.2.2/24");
    EXPECT_THAT(desk.taken<Pledge>(), ElementsAre(Pledge{id, 2750ms, {held("192.0.2.1/24")}}));
}

TEST_F(HoldingsTest, AddsOnceWhatWentAwayWithItsLastReign) {
    serve(web());
    vanished("192.0.2.1/24");
    release();
    desk.effects.clear();
    hold();
    EXPECT_THAT(reconcile(), IsEmpty());
    EXPECT_EQ(desk.taken<AddAddress>().size(), 1U);
}

// A whole new picture moves the addresses, and lacks them where they are to be: one event.
TEST_F(HoldingsTest, DoesNotMissWhatItHasOrderedAMomentAgo) {
    serve(web());
    desk.effects.clear();
    Turn turn = desk.turn();
    holdings.settle({above}, turn);
    holdings.look_for_lost(turn);
    EXPECT_THAT(reconcile(), IsEmpty());
    EXPECT_EQ(desk.taken<AddAddress>().size(), 1U);
}

TEST_F(HoldingsTest, MovesNothingWithinAnInterface) {
    serve(web());
    EXPECT_FALSE(settle(eth0));
    EXPECT_THAT(desk.effects, IsEmpty());
}

TEST_F(HoldingsTest, PutsBackWhatWentWithItsInterfaceOnTheNextOne) {
    serve(web());
    desk.kernel.apply(LinkVanished{eth0});
    settle(std::nullopt);
    EXPECT_THAT(reconcile(), IsEmpty());
    desk.effects.clear();
    settle(above);
    EXPECT_THAT(reconcile(), ElementsAre(prefix("192.0.2.1/24")));
    EXPECT_THAT(desk.taken<AddAddress>(), ElementsAre(AddAddress{id, {above, prefix("192.0.2.1/24")}, 4s}));
}

TEST_F(HoldingsTest, AddsOnceThereIsAnInterface) {
    configure(web());
    Turn turn = desk.turn();
    holdings.hold({std::nullopt}, turn);
    EXPECT_THAT(desk.effects, IsEmpty());
    settle(eth0);
    EXPECT_THAT(reconcile(), ElementsAre(prefix("192.0.2.1/24")));
}

TEST_F(HoldingsTest, IsNotEmptyBeforeTheInterfaceThatItLeftIsFree) {
    serve(web());
    settle(above);
    release();
    Turn turn = desk.turn();
    holdings.vanished({above, prefix("192.0.2.1/24")}, turn);
    EXPECT_FALSE(holdings.empty());
    vanished("192.0.2.1/24");
    EXPECT_TRUE(holdings.empty());
}

}  // namespace
}  // namespace holdfast::engine
