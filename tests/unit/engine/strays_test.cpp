// Virtual addresses that are on the interface of a router that does not serve them (S33).

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const net::LinkAddress virtual_address = on_eth0("192.0.2.1/24");

TEST(Strays, AreRemovedFromABackup) {
    Shell shell{web()};
    shell.boots().forget().happens(AddressAppeared{virtual_address}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{}, held("192.0.2.1/24")}));
    EXPECT_THAT(shell.notes(), ElementsAre(HasSubstr("address_removed")));
}

TEST(Strays, AreRemovedWhateverTheirPrefix) {
    Shell shell{web()};
    shell.boots().forget().happens(AddressAppeared{on_eth0("192.0.2.1/32")}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>(), ElementsAre(RemoveAddress{RouterId{}, held("192.0.2.1/32")}));
}

TEST(Strays, AreOrderedAwayOnce) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.boots().forget().happens(AddressAppeared{virtual_address}).after(0s).happens(LinkChanged{link_up()});
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 1U);
}

TEST(Strays, AreRemovedAsOftenAsTheyAreAdded) {
    Shell shell{web()};
    shell.boots().forget();
    for (int i = 0; i < 3; ++i) shell.happens(AddressAppeared{virtual_address}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 3U);
}

TEST(Strays, AreRemovedWhenFoundAfterAnOverrun) {
    Shell shell{web()};
    shell.boots().forget().boots({on_eth0("192.0.2.11/24"), virtual_address}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 1U);
}

TEST(Strays, AreRemovedFromWhoeverIsFenced) {
    Shell shell{web()};
    shell.becomes_master().happens(Withdraw{"web", Withdrawal::fenced, "two masters"}).forget();
    shell.happens(AddressAppeared{virtual_address}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 1U);
}

TEST(Strays, FromBeforeUsAreLeftAloneAndShown) {
    Shell shell{web()};
    shell.boots({on_eth0("192.0.2.11/24"), virtual_address}).after(1s).happens(LinkChanged{link_up(9)}).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    EXPECT_THAT(shell.instance().stray, ElementsAre(ip("192.0.2.1")));
}

TEST(Strays, FromBeforeTheirConfigurationAreLeftAlone) {
    InstanceSettings more = web();
    more.addresses.push_back(prefix("192.0.2.2/24"));
    Shell shell{web()};
    shell.boots({on_eth0("192.0.2.11/24"), on_eth0("192.0.2.2/24")}).reloads({more}).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    EXPECT_THAT(shell.instance().stray, ElementsAre(ip("192.0.2.2")));
}

TEST(Strays, FromBeforeUsThatWereTakenAwayMayNotReturn) {
    Shell shell{web()};
    shell.boots({on_eth0("192.0.2.11/24"), virtual_address}).happens(AddressVanished{virtual_address}).forget();
    shell.happens(AddressAppeared{virtual_address}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 1U);
}

TEST(Strays, AreNotWhatAMasterServes) {
    Shell shell{web()};
    shell.becomes_master().after(10s);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
    EXPECT_THAT(shell.instance().stray, IsEmpty());
}

TEST(Strays, AreNotWhatIsBeingReleased) {
    Shell shell{web()};
    shell.removing_hangs = true;
    shell.becomes_master().hears({.value = 200}).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>().size(), 1U);
    EXPECT_THAT(shell.instance().stray, IsEmpty());
}

TEST(Strays, AreNotWhatIsAdopted) {
    Shell shell{web()};
    shell.happens(LeftoversFound{{held("192.0.2.1/24")}, start + 1s});
    shell.boots({on_eth0("192.0.2.11/24"), virtual_address}).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
}

TEST(Strays, AreNotAnOwnersRealAddresses) {
    Shell shell{web(255)};
    shell.happens(Withdraw{"web", Withdrawal::yielded, "asked to"}).boots();
    shell.happens(AddressAppeared{virtual_address}).after(1s);
    EXPECT_THAT(shell.all<RemoveAddress>(), IsEmpty());
}

TEST(Strays, ThatAMasterFoundAreRemovedWhenItSteppedDown) {
    Shell shell{web()};
    shell.becomes_master().happens(AddressVanished{virtual_address}).happens(AddressAppeared{on_eth0("192.0.2.1/32")});
    shell.forget().hears({.value = 200}).after(0s);
    EXPECT_THAT(shell.all<RemoveAddress>(), Contains(RemoveAddress{RouterId{}, held("192.0.2.1/32")}));
}

}  // namespace
}  // namespace holdfast::engine
