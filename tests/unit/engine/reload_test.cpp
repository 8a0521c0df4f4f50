// What a reload changes of a master that serves, and what it must not.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace reload_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

InstanceSettings with(InstanceSettings settings, const auto& change) {
    change(settings);
    return settings;
}

Shell master(const InstanceSettings& settings) {
    Shell shell{settings};
    shell.becomes_master().after(10s).forget();  // past the announcements
    return shell;
}

TEST(Reload, ChangesThePrefixLengthWithoutLosingTheAddress) {
    Shell shell = master(web());
    shell.reloads({with(web(), [](auto& s) { s.addresses = {prefix("192.0.2.1/32")}; })}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{0}, held("192.0.2.1/24")}));
    EXPECT_THAT(shell.all<AddAddress>(), ElementsAre(AddAddress{RouterId{0}, held("192.0.2.1/32"), 4s}));
    EXPECT_TRUE(shell.instance().addresses.at(0).present);
}

TEST(Reload, StillLetsTheNodeStopAfterAnAddressWasGivenUp) {
    Shell shell = master(with(web(), [](auto& s) { s.addresses.push_back(prefix("192.0.2.2/24")); }));
    shell.reloads({web()}).happens(StopRequested{}).after(1s);
    EXPECT_TRUE(shell.node().stopped());
}

TEST(Reload, ToAShorterIntervalSendsAnAdvertBeforeTheGuardCouldMissIt) {
    Shell shell = master(with(web(), [](auto& s) { s.advert_interval = vrrp::Centiseconds{400}; }));
    shell.after(20s).forget();
    shell.reloads({with(web(), [](auto& s) { s.advert_interval = vrrp::Centiseconds{10}; })}).after(0s);
    EXPECT_THAT(shell.all<Transmit>(), SizeIs(1));
}

// A backup between the two would take over at the word of 80.
TEST(Reload, ThatMovesPriorityIntoAWeightNeverSpeaksOfTheOneWithoutTheOther) {
    Shell shell = master(web(100));
    shell.reports("nginx", Health::up).forget();
    shell.reloads({with(web(80), [](auto& s) { s.tracking.checks = {{.check = "nginx", .weight = 30}}; })});
    EXPECT_THAT(shell.all<Transmit>(), IsEmpty());
    EXPECT_EQ(shell.instance().effective_priority, priority(110));
}

TEST(Reload, TurnsTheRefreshOfAnnouncementsOff) {
    Shell shell = master(with(web(), [](auto& s) { s.garp.refresh = 3s; }));
    shell.reloads({web()}).forget().after(10s);
    EXPECT_THAT(shell.all<SendFrame>(), IsEmpty());
}

TEST(Reload, TurnsTheRefreshOfAnnouncementsOn) {
    Shell shell = master(web());
    shell.reloads({with(web(), [](auto& s) { s.garp.refresh = 4s; })}).forget().after(9s);
    EXPECT_THAT(shell.all<SendFrame>(), SizeIs(2));
}

TEST(Reload, TurnsTheLeaseOffOfWhatIsHeld) {
    Shell shell = master(web());
    shell.reloads({with(web(), [](auto& s) { s.lease = 0s; })});
    EXPECT_THAT(shell.all<RefreshAddress>(), ElementsAre(RefreshAddress{RouterId{0}, held("192.0.2.1/24"), 0s}));
}

}  // namespace reload_test
}  // namespace holdfast::engine
