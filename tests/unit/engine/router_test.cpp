// One router on one host, through the Node: what it does, and when it cannot.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace router_test {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

net::Link link_down() {
    net::Link link = link_up();
    link.up = false;
    return link;
}

TEST(Router, IsInInitUntilItsSocketIsOpen) {
    Node node{{"lb1", {web()}}, start};
    node.handle(KernelState{{link_up()}, {on_eth0("192.0.2.11/24")}}, start);
    EXPECT_EQ(node.status(start).instances.at(0).state, InstanceState::init);
}

TEST(Router, TakesOverAfterMasterDownOfSilence) {
    Shell shell{web()};
    shell.boots().after(3609ms);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    shell.after(2ms);  // one of them to count the frames that arrived
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Router, TellsAdvertThenGuardThenAddressThenLan) {  // P134
    Shell shell{web()};
    shell.boots().forget().after(3700ms);
    EXPECT_THAT(shell.all<Transmit>(), SizeIs(1));
    EXPECT_THAT(shell.all<Pledge>(), SizeIs(1));
    EXPECT_THAT(shell.all<AddAddress>(), SizeIs(1));
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(5));
}

TEST(Router, SaysInWordsWhyItTookOver) {
    Shell shell{web()};
    shell.boots().hears().forget().after(4s);
    EXPECT_THAT(shell.notes(), Contains(HasSubstr("heard nothing for 3.609 s")));
}

TEST(Router, DoesNotCountAForgedResignationAsHearingItsMaster) {
    Shell shell{web()};
    shell.boots().hears().after(2s).hears({.source = stranger, .value = 0}).forget().after(2s);
    EXPECT_THAT(shell.notes(), Contains(HasSubstr("heard nothing for 3.609 s")));
}

TEST(Router, NeedsNoProofOfReceptionOnceItHasHeardAMaster) {
    Shell shell{web()};
    shell.frames_arrive = false;
    shell.boots().hears().forget().after(3610ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_THAT(shell.all<CountReception>(), IsEmpty());
}

TEST(Router, IsHeldBackWhileNothingIsReceived) {
    Shell shell{web()};
    shell.frames_arrive = false;
    shell.boots().after(7200ms);
    EXPECT_TRUE(shell.instance().holding);
    shell.after(30ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Router, JudgesReceptionByACountMadeForThePurpose) {  // not by one that came with the link
    Shell shell{web()};
    shell.happens(KernelState{{link_down()}, {on_eth0("192.0.2.11/24")}}).happens(LinkChanged{link_up(7)});
    shell.after(3620ms);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
}

TEST(Router, StartsAsMasterWhenItOwnsTheAddresses) {
    Shell shell{web(255)};
    shell.boots({on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_THAT(shell.all<AddAddress>(), IsEmpty());
}

TEST(Router, RemovesItsAddressWhenAStrongerMasterSpeaks) {
    Shell shell{web()};
    shell.becomes_master().hears();
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.1/24")}));
}

TEST(Router, ResumesWithThePredecessorsAddresses) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s})
        .boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    EXPECT_THAT(shell.all<AddAddress>(), IsEmpty());
}

TEST(Router, DoesNotResumeWhenThePredecessorsTimeIsOver) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start - 1ms});
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.1/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.1/24")}));
}

TEST(Router, IsInFaultWhenThreeAdvertsInARowCannotLeave) {
    Shell shell{web()};
    shell.becomes_master();
    shell.transmitting_fails = true;
    shell.after(4s);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    EXPECT_EQ(shell.instance().reason, "cannot send adverts");
    EXPECT_FALSE(shell.instance().addresses.at(0).present);
}

TEST(Router, CanStopAsAnOwnerThatAddedItsAddressesItself) {
    Shell shell{web(255)};
    shell.boots().after(1s).happens(StopRequested{}).after(1s);
    EXPECT_TRUE(shell.node().stopped());
}

TEST(Router, RemovesAPredecessorsAddressesWhenItCannotRun) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s}).boots({on_eth0("192.0.2.1/24")});
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.1/24")}));
}

TEST(Router, IsInFaultWithoutItsInterface) {
    Shell shell{web()};
    shell.happens(KernelState{});
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    EXPECT_EQ(shell.instance().reason, "interface eth0 is missing");
}

TEST(Router, IsInFaultWhenItsLinkGoesDown) {
    Shell shell{web()};
    shell.becomes_master().happens(LinkChanged{link_down()});
    EXPECT_EQ(shell.instance().reason, "interface eth0 is down");
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.1/24")}));
}

TEST(Router, SendsNothingOnALinkThatIsDown) {  // P132
    Shell shell{web()};
    shell.becomes_master().happens(LinkChanged{link_down()});
    EXPECT_THAT(shell.all<Transmit>(), IsEmpty());
}

TEST(Router, IsInFaultWhenItsLastAddressGoes) {
    Shell shell{web()};
    shell.becomes_master().happens(AddressVanished{on_eth0("192.0.2.11/24")});
    EXPECT_EQ(shell.instance().reason, "no IPv4 address on eth0");
}

TEST(Router, IsInFaultWhenItsSocketCannotBeOpened) {
    Shell shell{web()};
    shell.listening_fails = "Operation not permitted";
    shell.boots();
    EXPECT_EQ(shell.instance().reason, "cannot listen: Operation not permitted");
}

TEST(Router, RecoversWhenItsSocketOpensAfterAll) {
    Shell shell{web()};
    shell.listening_fails = "Operation not permitted";
    shell.boots();
    shell.listening_fails.clear();
    shell.after(1s);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}

TEST(Router, ForgetsItsAddressesWithTheInterface) {
    Shell shell{web()};
    shell.becomes_master().happens(LinkVanished{eth0});
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
}

TEST(Router, StartsAnewWhenTheInterfaceReturns) {
    Shell shell{web()};
    shell.becomes_master().happens(LinkVanished{eth0});
    shell.happens(LinkChanged{link_up()}).happens(AddressAppeared{on_eth0("192.0.2.11/24")});
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}

TEST(Router, ResignsWhenTheKernelRefusesItsAddress) {
    Shell shell{web()};
    shell.adding_fails = "Permission denied";
    shell.boots().after(4s);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    EXPECT_EQ(shell.instance().reason, "cannot add 192.0.2.1/24: Permission denied");
    EXPECT_EQ(shell.all<Transmit>().back().message.at(2), 0);
}

TEST(Router, TriesAgainFiveSecondsAfterARefusal) {
    Shell shell{web()};
    shell.adding_fails = "Permission denied";
    shell.boots().after(3610ms).after(4900ms);
    EXPECT_EQ(shell.instance().state, InstanceState::fault);
    shell.after(200ms);
    EXPECT_EQ(shell.instance().state, InstanceState::backup);
}

TEST(Router, ServesWithAnAddressThatIsSomebodyElses) {
    Shell shell{web()};
    shell.adding_fails = "File exists";
    shell.already_there = true;
    shell.boots().after(4s);
    EXPECT_EQ(shell.instance().state, InstanceState::master);
    EXPECT_THAT(shell.notes(), Contains(HasSubstr("address_foreign")));
}

TEST(Router, AnnouncesAgainWhatItPutsBack) {
    Shell shell{web()};
    shell.becomes_master().after(2s).forget().happens(AddressVanished{on_eth0("192.0.2.1/24")}).after(0s);
    EXPECT_THAT(shell.all<AddAddress>(), SizeIs(1));
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(1));
}

TEST(Router, FindsInAWholeNewPictureThatAnAddressIsLost) {
    Shell shell{web()};
    shell.becomes_master().boots().after(0s);
    EXPECT_THAT(shell.all<AddAddress>(), SizeIs(1));
}

TEST(Router, AnswersARivalAndAnnouncesAgain) {  // P125, P159
    Shell shell{web(200)};
    shell.becomes_master().after(500ms).forget().hears({.value = 100}).after(0s);
    EXPECT_THAT(shell.all<Transmit>(), SizeIs(1));
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(1));
}

TEST(Router, LearnsTheChecksumFormAfterThreeAdvertsOfItsMaster) {  // P63
    Shell shell{web()};
    const Heard other{.form = vrrp::ChecksumForm::rfc9568};
    shell.boots().hears(other).hears(other);
    EXPECT_EQ(shell.instance().checksum_form, vrrp::ChecksumForm::pseudo_header);
    shell.hears(other);
    EXPECT_EQ(shell.instance().checksum_form, vrrp::ChecksumForm::rfc9568);
}

TEST(Router, LearnsNoChecksumFormFromOneWhoIsNotItsMaster) {
    Shell shell{web()};
    for (int i = 0; i < 5; ++i) {
        shell.boots().hears({.source = stranger, .value = 50, .form = vrrp::ChecksumForm::rfc9568});
    }
    EXPECT_EQ(shell.instance().checksum_form, vrrp::ChecksumForm::pseudo_header);
}

TEST(Router, KeepsAConfiguredChecksumForm) {
    InstanceSettings settings = web();
    settings.checksum = vrrp::ChecksumForm::pseudo_header;
    Shell shell{settings};
    shell.boots();
    for (int i = 0; i < 5; ++i) shell.hears({.form = vrrp::ChecksumForm::rfc9568});
    EXPECT_EQ(shell.instance().checksum_form, vrrp::ChecksumForm::pseudo_header);
}

TEST(Router, SendsToEachUnicastPeerInsteadOfTheGroup) {
    InstanceSettings settings = web();
    settings.unicast_peers = {peer, stranger};
    Shell shell{settings};
    shell.boots().after(3700ms);
    const auto sent = shell.all<Transmit>();
    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_EQ(sent[0].destination, peer);
    EXPECT_EQ(sent[1].destination, stranger);
}

TEST(Router, ServesUntilItsSuccessorSpeaks) {
    Shell shell{web()};
    shell.becomes_master().happens(StopRequested{}).after(500ms);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    shell.hears({.value = 50});
    EXPECT_THAT(shell.all<RemoveAddress>(), SizeIs(1));
    EXPECT_TRUE(shell.node().stopped());
}

TEST(Router, ServesOneIntervalWithoutASuccessor) {
    Shell shell{web()};
    shell.becomes_master().happens(StopRequested{}).after(999ms);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    shell.after(1ms);
    EXPECT_THAT(shell.all<RemoveAddress>(), SizeIs(1));
}

TEST(Router, DoesNotTakeAnotherResignationForItsSuccessor) {
    Shell shell{web()};
    shell.becomes_master().happens(StopRequested{}).hears({.value = 0});
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
}

TEST(Router, AnnouncesAgainWhenAnotherMasterResigns) {  // at once, and when neighbours accept another change
    Shell shell{web()};
    shell.becomes_master().after(10s).forget().hears({.value = 0}).after(2s);
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(2));
}

TEST(Router, ShowsWhomItFollows) {
    Shell shell{web()};
    shell.boots().hears();
    ASSERT_TRUE(shell.instance().master);
    EXPECT_EQ(shell.instance().master->address, peer);
    EXPECT_EQ(shell.instance().master->priority, priority(200));
}

}  // namespace router_test
}  // namespace holdfast::engine
