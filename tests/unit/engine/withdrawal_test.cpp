// A router that is out of the election, by the detector's ruling or the operator's word.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace withdrawal_test {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Withdraw yielded{"web", Withdrawal::yielded, "asked to"};
const Withdraw fenced{"web", Withdrawal::fenced, "two masters"};
const Readmit readmitted{"web", "it is over"};

net::Link link_down() {
    net::Link link = link_up();
    link.up = false;
    return link;
}

int priority_of(const Transmit& advert) {
    return advert.message.at(2);
}

// "remove", "advert 0": what neighbours and the kernel see of it, in order.
std::vector<std::string> deeds(const Shell& shell) {
    std::vector<std::string> deeds;
    for (const Effect& effect : shell.effects()) {
        if (std::holds_alternative<RemoveAddress>(effect)) deeds.emplace_back("remove");
        if (std::holds_alternative<AddAddress>(effect)) deeds.emplace_back("add");
        if (const auto* advert = std::get_if<Transmit>(&effect)) {
            deeds.push_back("advert " + std::to_string(priority_of(*advert)));
        }
    }
    return deeds;
}

TEST(Yield, ResignsAndReleasesTheAddresses) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded);
    EXPECT_THAT(deeds(shell), ElementsAre("advert 0", "remove"));
}

TEST(Yield, IsShownAsABackupThatSaysWhy) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::yielded);
    EXPECT_EQ(shell.instance().reason, "yielded: asked to");
}

TEST(Yield, KeepsABackupFromTakingOver) {
    Shell shell{web()};
    shell.boots().happens(yielded).forget().after(60s);
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Yield, KeepsEvenTheOwnerFromItsAddresses) {
    Shell shell{web(255)};
    shell.happens(yielded).boots().after(60s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}

TEST(Yield, IsATransitionThatIsCounted) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded);
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::backup, "yielded"}), 1U);
    EXPECT_EQ(shell.counters().transitions.at({InstanceState::backup, "startup"}), 1U);
}

TEST(Yield, GoesOnHearingOthers) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).hears({.value = 50});
    EXPECT_EQ(shell.counters().adverts_received, 1U);
    EXPECT_THAT(shell.instance().peers, SizeIs(1));
}

TEST(Yield, FollowsTheMaster) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).hears();
    EXPECT_EQ(shell.instance().master->address, peer);
}

TEST(Yield, OutlastsAFault) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).happens(LinkChanged{link_down()});
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    shell.happens(LinkChanged{link_up()}).forget().after(60s);
    EXPECT_EQ(shell.instance().reason, "yielded: asked to");
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Yield, OutlastsAReload) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).forget().reloads({web(200)}).after(60s);
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Yield, OutlastsAReloadThatMakesTheInstanceAnew) {
    InstanceSettings other = web();
    other.vrid = vrrp::Vrid{52};
    Shell shell{web()};
    shell.becomes_master().happens(yielded).forget().reloads({other}).after(60s);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::yielded);
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Yield, HoldsForAnInstanceThatIsConfiguredLater) {
    Shell shell{std::vector<InstanceSettings>{}};
    shell.boots().happens(yielded).reloads({web()}).after(60s);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::yielded);
}

TEST(Yield, EndsTheLingeringOfAStop) {
    Shell shell{web()};
    shell.becomes_master().happens(StopRequested{}).forget().happens(yielded);
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
}

TEST(Yield, DoesNotHinderAStop) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).happens(StopRequested{});
    EXPECT_TRUE(shell.node().stopped());
}

TEST(Yield, MayBecomeAFence) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).happens(fenced);
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
}

TEST(Fence, SaysItsLastWordWhenTheAddressesAreGone) {
    Shell shell{web()};
    shell.becomes_master().happens(fenced);
    EXPECT_THAT(deeds(shell), ElementsAre("remove", "advert 0"));
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
}

TEST(Fence, SaysNothingWhileTheAddressesAreThere) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).hears({.value = 50}).after(49ms);
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::fenced);
}

TEST(Fence, WaitsForTheLastAddress) {
    InstanceSettings two = web();
    two.addresses.push_back(prefix("192.0.2.2/24"));
    Shell shell{two};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(AddressVanished{on_eth0("192.0.2.1/24")}).after(10ms);
    EXPECT_THAT(shell.all<Transmit>(), IsEmpty());
    shell.happens(AddressVanished{on_eth0("192.0.2.2/24")});
    EXPECT_THAT(shell.all<Transmit>(), SizeIs(1));
}

TEST(Fence, DoesNotWaitForeverForTheKernel) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).after(51ms);
    EXPECT_THAT(deeds(shell), ElementsAre("remove", "advert 0"));
    EXPECT_THAT(shell.instance().reason, AllOf(HasSubstr("two masters"), HasSubstr("did not confirm in time")));
}

TEST(Fence, IsSureOfItsAddressesInTheNormalCase) {
    Shell shell{web()};
    shell.becomes_master().happens(fenced);
    EXPECT_EQ(shell.instance().reason, "fenced: two masters");
}

TEST(Fence, NeverTakesOverAgain) {
    Shell shell{web()};
    shell.becomes_master().happens(fenced).forget().after(60s);
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Fence, IsNotSoftenedToAYield) {
    Shell shell{web()};
    shell.becomes_master().happens(fenced).happens(yielded);
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
}

TEST(Fence, OutlastsAFaultInItsMiddle) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(LinkVanished{eth0});
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    shell.boots().forget().after(60s);
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
    EXPECT_THAT(deeds(shell), IsEmpty());
}

TEST(Fence, IsOrderlyEvenWhileStopping) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(StopRequested{});
    EXPECT_FALSE(shell.node().stopped());
    shell.happens(AddressVanished{on_eth0("192.0.2.1/24")});
    EXPECT_TRUE(shell.node().stopped());
    EXPECT_THAT(deeds(shell), ElementsAre("remove", "advert 0"));
}

TEST(Fence, FromBeforeTheStartNeverServes) {
    Shell shell{web()};
    shell.happens(fenced).boots().after(60s);
    EXPECT_THAT(deeds(shell), IsEmpty());
    EXPECT_EQ(shell.instance().reason, "fenced: two masters");
}

TEST(Fence, FromBeforeTheStartRemovesWhatAPredecessorLeft) {
    Shell shell{web()};
    shell.happens(fenced).happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")}).after(60s);
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().state, InstanceState::fenced);
}

TEST(Readmission, IsLikeAStart) {
    Shell shell{web()};
    shell.becomes_master().happens(fenced).forget().happens(readmitted);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().withdrawn, std::nullopt);
    EXPECT_EQ(shell.instance().reason, "readmitted, it is over, listening for a master");
    shell.after(3s);
    EXPECT_THAT(deeds(shell), IsEmpty());
    shell.after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Readmission, DuringAFaultWaitsForItsEnd) {
    Shell shell{web()};
    shell.becomes_master().happens(yielded).happens(LinkChanged{link_down()}).happens(readmitted);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    shell.happens(LinkChanged{link_up()}).after(8s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Readmission, InTheMiddleOfAFenceFollowsIt) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(readmitted).happens(AddressVanished{on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_EQ(shell.instance().withdrawn, std::nullopt);
}

TEST(Readmission, InTheMiddleOfAFenceIsNoReign) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(readmitted).hears({.value = 50}).after(49ms);
    EXPECT_THAT(deeds(shell), ElementsAre("remove"));
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::fenced);
}

TEST(Readmission, InTheMiddleOfAFenceIsGivenAsTheReasonWhenThatHasEnded) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(readmitted).after(51ms);
    EXPECT_EQ(shell.instance().reason, "readmitted, it is over, listening for a master");
}

TEST(Readmission, InTheMiddleOfAFenceDoesNotShowADrainInItsPlace) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().happens(fenced).happens(readmitted);
    shell.happens(Withdraw{"web", Withdrawal::drained, "asked to"});
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::fenced);
    shell.after(51ms);
    EXPECT_EQ(shell.instance().withdrawn, Withdrawal::drained);
}

TEST(Readmission, OfWhoeverServesChangesNothing) {
    Shell shell{web()};
    shell.becomes_master().happens(readmitted);
    EXPECT_THAT(shell.effects(), IsEmpty());
}

TEST(AnnouncingAgain, IsForEachAddressOfAMaster) {
    InstanceSettings two = web();
    two.addresses.push_back(prefix("192.0.2.2/24"));
    Shell shell{two};
    shell.becomes_master().happens(AnnounceAgain{"web"});
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(2));
}

TEST(AnnouncingAgain, IsDoneOnceASecond) {
    Shell shell{web()};
    shell.becomes_master().happens(AnnounceAgain{"web"}).happens(AnnounceAgain{"web"});
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(1));
    shell.after(1s).happens(AnnounceAgain{"web"});
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(2));
}

TEST(AnnouncingAgain, IsNotForABackup) {
    Shell shell{web()};
    shell.boots().happens(AnnounceAgain{"web"});
    EXPECT_THAT(shell.all<SendFrame>(), IsEmpty());
}

}  // namespace withdrawal_test
}  // namespace holdfast::engine
