#include "daemon/engine/virtual_link.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

InstanceSettings virtual_web() {
    InstanceSettings settings = web();
    settings.virtual_mac = true;
    return settings;
}

struct VirtualLinksTest : testing::Test {
    Desk desk;
    VirtualLinks links;
    const MakeVirtualLink wanted = *virtual_link_of(virtual_web(), desk.kernel);

    std::vector<Effect> tidy(const std::vector<MakeVirtualLink>& needed) {
        desk.effects.clear();
        Turn turn = desk.turn();
        links.tidy(needed, turn);
        return desk.effects;
    }
    void has(const net::Link& link) { desk.kernel.apply(LinkChanged{link}); }
    // Ordered, and found well.
    void settle() {
        tidy({wanted});
        has(virtual_link(9, wanted));
        tidy({wanted});
        desk.now += 1s;
    }
};

TEST_F(VirtualLinksTest, AreNamedByFamilyRouterAndInterface) {  // P3
    EXPECT_EQ(wanted, (MakeVirtualLink{eth0, "hf4.51.2", {{0, 0, 0x5e, 0, 1, 51}}}));
}

TEST_F(VirtualLinksTest, OfIpv6HaveAMacOfTheirOwn) {  // P4
    InstanceSettings settings = web6();
    settings.virtual_mac = true;
    EXPECT_THAT(virtual_link_of(settings, desk.kernel),
                Optional(MakeVirtualLink{eth0, "hf6.51.2", {{0, 0, 0x5e, 0, 2, 51}}}));
}

TEST_F(VirtualLinksTest, AreForThoseWhoAskForThem) {
    EXPECT_EQ(virtual_link_of(web(), desk.kernel), std::nullopt);
}

TEST_F(VirtualLinksTest, NeedAnInterfaceBelow) {
    desk.kernel.apply(LinkVanished{eth0});
    EXPECT_EQ(virtual_link_of(virtual_web(), desk.kernel), std::nullopt);
}

TEST_F(VirtualLinksTest, AreOrderedWhenMissing) {
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
}

TEST_F(VirtualLinksTest, OfAPredecessorAreOrderedOnce) {
    has(virtual_link(9, wanted));
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
    desk.now += 1h;
    EXPECT_THAT(tidy({wanted}), IsEmpty());
}

TEST_F(VirtualLinksTest, ThatAreWellAreLeftAlone) {
    settle();
    EXPECT_THAT(tidy({wanted}), IsEmpty());
    EXPECT_EQ(links.deadline(), std::nullopt);
}

TEST_F(VirtualLinksTest, AreOrderedAgainWhenSomebodyDeletesThem) {
    settle();
    desk.kernel.apply(LinkVanished{net::InterfaceIndex{9}});
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
}

TEST_F(VirtualLinksTest, AreOrderedAgainWhenTheirMacIsChanged) {
    settle();
    net::Link changed = virtual_link(9, wanted);
    changed.mac = our_mac;
    has(changed);
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
}

TEST_F(VirtualLinksTest, AreOrderedAgainWhenTheyAreDownAlone) {
    settle();
    net::Link changed = virtual_link(9, wanted);
    changed.up = false;
    has(changed);
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
}

TEST_F(VirtualLinksTest, AreWellWhenTheyAreDownWithTheirInterface) {
    settle();
    net::Link below = link_up();
    below.up = false;
    has(below);
    net::Link changed = virtual_link(9, wanted);
    changed.up = false;
    has(changed);
    EXPECT_THAT(tidy({wanted}), IsEmpty());
}

TEST_F(VirtualLinksTest, ThatWereRenamedMakeRoomForTheRightOne) {
    settle();
    net::Link renamed = virtual_link(9, wanted);
    renamed.name = "mine";
    has(renamed);
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{RemoveVirtualLink{renamed.index}}, Effect{wanted}));
}

TEST_F(VirtualLinksTest, AreOrderedOnceASecondWhileTheyFail) {
    tidy({wanted});
    desk.now += 999ms;
    EXPECT_THAT(tidy({wanted}), IsEmpty());
    EXPECT_EQ(links.deadline(), desk.now + 1ms);
    desk.now += 1ms;
    EXPECT_THAT(tidy({wanted}), ElementsAre(Effect{wanted}));
}

TEST_F(VirtualLinksTest, TellWhyOneCouldNotBeMade) {
    tidy({wanted});
    links.refused({wanted.name, "make a macvlan: device or resource busy"});
    EXPECT_EQ(links.refusal(wanted.name), "cannot make hf4.51.2: make a macvlan: device or resource busy");
}

TEST_F(VirtualLinksTest, ThatNobodyNeedsAreRemovedOnce) {
    has(virtual_link(9, wanted));
    EXPECT_THAT(tidy({}), ElementsAre(Effect{RemoveVirtualLink{net::InterfaceIndex{9}}}));
    EXPECT_THAT(tidy({}), IsEmpty());
}

TEST_F(VirtualLinksTest, OfOthersAreLeftAlone) {
    net::Link foreign = virtual_link(9, wanted);
    foreign.ours = false;
    has(foreign);
    EXPECT_THAT(tidy({}), IsEmpty());
}

}  // namespace
}  // namespace holdfast::engine
