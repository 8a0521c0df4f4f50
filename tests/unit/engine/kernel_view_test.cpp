#include "daemon/engine/kernel_view.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> host(const KernelView& kernel) {
    std::vector<std::string> texts;
    for (const net::LinkAddress& address : kernel.host_addresses(eth0)) texts.push_back(to_string(address.prefix));
    return texts;
}

TEST(KernelView, KeepsTheHostsAddressesInTheKernelsOrder) {
    KernelView kernel;
    kernel.replace({{link_up()}, {on_eth0("192.0.2.11/24"), on_eth0("192.0.2.10/24")}});
    EXPECT_THAT(host(kernel), ElementsAre("192.0.2.11/24", "192.0.2.10/24"));
}

TEST(KernelView, KeepsVirtualAddressesApart) {
    KernelView kernel;
    kernel.expect_virtual({ip("192.0.2.1")});
    kernel.apply(AddressAppeared{on_eth0("192.0.2.1/24")});
    EXPECT_THAT(host(kernel), IsEmpty());
    EXPECT_TRUE(kernel.has(eth0, ip("192.0.2.1")));
}

TEST(KernelView, SortsAgainWhenOtherAddressesAreVirtual) {
    KernelView kernel;
    kernel.expect_virtual({ip("192.0.2.1")});
    kernel.replace({{link_up()}, {on_eth0("192.0.2.1/24"), on_eth0("192.0.2.2/24")}});
    kernel.expect_virtual({ip("192.0.2.2")});
    EXPECT_THAT(host(kernel), ElementsAre("192.0.2.1/24"));
    EXPECT_TRUE(kernel.has(eth0, ip("192.0.2.2")));
}

TEST(KernelView, ForgetsAnAddressThatVanished) {
    Desk desk;
    desk.has("192.0.2.1/24");
    desk.lost("192.0.2.1/24");
    EXPECT_FALSE(desk.kernel.has(eth0, ip("192.0.2.1")));
}

TEST(KernelView, DoesNotTakeAnAddressForItsNeighbour) {
    Desk desk;
    desk.has("192.0.2.2/24");
    EXPECT_FALSE(desk.kernel.has(eth0, ip("192.0.2.1")));
}

TEST(KernelView, UpdatesAnAddressThatAppearsAgain) {
    Desk desk;
    net::LinkAddress tentative = on_eth0("fe80::11/64");
    tentative.tentative = true;
    desk.kernel.apply(AddressAppeared{tentative});
    desk.has("fe80::11/64");
    EXPECT_FALSE(desk.kernel.host_addresses(eth0).back().tentative);
}

TEST(KernelView, ForgetsAllOfALinkThatVanished) {
    Desk desk;
    desk.kernel.apply(LinkVanished{eth0});
    EXPECT_EQ(desk.kernel.link("eth0"), nullptr);
    EXPECT_THAT(host(desk.kernel), IsEmpty());
}

TEST(KernelView, ForgetsWhatAWholeNewPictureDoesNotShow) {
    Desk desk;
    desk.has("192.0.2.1/24");
    desk.kernel.replace({{link_up()}, {}});
    EXPECT_FALSE(desk.kernel.has(eth0, ip("192.0.2.1")));
}

TEST(KernelView, FollowsALinkThatIsRenamed) {
    Desk desk;
    net::Link renamed = link_up();
    renamed.name = "lan0";
    desk.kernel.apply(LinkChanged{renamed});
    EXPECT_EQ(desk.kernel.link("eth0"), nullptr);
    EXPECT_NE(desk.kernel.link("lan0"), nullptr);
}

}  // namespace
}  // namespace holdfast::engine
