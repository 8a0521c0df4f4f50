// What the kernel makes of our macvlans, and how quiet they are.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/netlink.hpp"
#include "daemon/io/silence.hpp"
#include "daemon/io/sysctl.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace virtual_link_test {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const net::MacAddress mac{{0, 0, 0x5e, 0, 1, 51}};

std::string output_of(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    ::pclose(pipe);
    return text;
}

class MacvlanTest : public test::OneHost {
protected:
    void set_up() override {
        OneHost::set_up();
        netlink_.push_back(Netlink::open().value());
    }
    Netlink& netlink() { return netlink_.front(); }
    Macvlan wanted() const { return {eth0, "hf4.51.2", mac}; }
    net::Link made() {
        EXPECT_TRUE(netlink().make(wanted()));
        return netlink().link("hf4.51.2").value_or(net::Link{});
    }

private:
    std::vector<Netlink> netlink_;
};

TEST_F(MacvlanTest, IsMadeAboveTheInterfaceAndMarkedAsOurs) {
    const net::Link link = made();
    EXPECT_TRUE(link.ours);
    EXPECT_EQ(link.base, eth0);
    EXPECT_EQ(link.mac, mac);
    EXPECT_FALSE(link.up);
}

TEST_F(MacvlanTest, HidesNoFramesFromTheInterface) {  // P167
    made();
    EXPECT_THAT(output_of("ip -d link show hf4.51.2"), HasSubstr("macvlan mode bridge"));
}

TEST_F(MacvlanTest, IsMendedWhereItIsOursAlready) {
    made();
    test::run("ip link set hf4.51.2 address 02:00:00:00:00:09 alias mine type macvlan mode private");
    const net::Link mended = made();
    EXPECT_EQ(mended.mac, mac);
    EXPECT_TRUE(mended.ours);
    EXPECT_THAT(output_of("ip -d link show hf4.51.2"), HasSubstr("macvlan mode bridge"));
}

TEST_F(MacvlanTest, IsNotMadeOfSomebodyElsesInterface) {
    test::run("ip link add hf4.51.2 type veth peer name v1");
    const Result<void> done = netlink().make(wanted());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, EEXIST);
}

TEST_F(MacvlanTest, ComesUp) {
    EXPECT_TRUE(netlink().bring_up(made().index));
    EXPECT_THAT(output_of("ip link show hf4.51.2"), HasSubstr(",UP"));
}

TEST_F(MacvlanTest, OfOthersIsNotOurs) {
    test::run("ip link add mv0 link eth0 type macvlan mode bridge");
    const net::Link link = netlink().link("mv0").value();
    EXPECT_FALSE(link.ours);
    EXPECT_EQ(link.base, eth0);
}

TEST_F(MacvlanTest, IsRemovedWithOthersAtOnce) {
    const net::InterfaceIndex one = made().index;
    EXPECT_TRUE(netlink().make({eth0, "hf4.52.2", {{0, 0, 0x5e, 0, 1, 52}}}));
    const std::vector<net::InterfaceIndex> both{one, netlink().link("hf4.52.2")->index};
    EXPECT_TRUE(netlink().remove(both));
    EXPECT_FALSE(netlink().link("hf4.51.2"));
    EXPECT_FALSE(netlink().link("hf4.52.2"));
    EXPECT_TRUE(netlink().link(eth0));
}

TEST_F(MacvlanTest, ThatIsGoneCanBeRemoved) {
    const std::vector<net::InterfaceIndex> none{net::InterfaceIndex{4711}};
    EXPECT_TRUE(netlink().remove(none));
}

TEST_F(MacvlanTest, TakesAnAddressWithoutASecondRouteToItsNetwork) {
    const net::Link link = made();
    ASSERT_TRUE(netlink().bring_up(link.index));
    const std::vector<AddressChange> changes{
        {AddressChange::Kind::add, link.index, test::prefix("192.0.2.1/24"), 0s, true},
        {AddressChange::Kind::add, link.index, test::prefix("2001:db8::1/64"), 0s, true}};
    EXPECT_TRUE(netlink().apply(changes).empty());
    EXPECT_EQ(output_of("ip route show 192.0.2.0/24"), "");
    EXPECT_EQ(output_of("ip -6 route show 2001:db8::/64"), "");
}

TEST_F(MacvlanTest, HasItsOwnLinkLocalNetwork) {
    const net::Link link = made();
    ASSERT_TRUE(netlink().bring_up(link.index));
    const std::vector<AddressChange> changes{
        {AddressChange::Kind::add, link.index, test::prefix("fe80::51/64"), 0s, true}};
    EXPECT_TRUE(netlink().apply(changes).empty());
    EXPECT_THAT(output_of("ip -6 route show fe80::/64 dev hf4.51.2"), HasSubstr("fe80::/64"));
}

TEST_F(MacvlanTest, IsSilencedInATableOfOurs) {
    made();
    Silence silence;
    const std::vector<std::string> names{"hf4.51.2"};
    ASSERT_TRUE(silence.impose(names));
    EXPECT_THAT(output_of("nft list table netdev holdfast"), HasSubstr("hook egress device \"hf4.51.2\""));
    ASSERT_TRUE(silence.lift(names));
    EXPECT_THAT(output_of("nft list tables"), Not(HasSubstr("holdfast")));
}

TEST_F(MacvlanTest, IsSilencedAgainWhenItWasMadeAgain) {
    const net::Link first = made();
    Silence silence;
    const std::vector<std::string> names{"hf4.51.2"};
    ASSERT_TRUE(silence.impose(names));
    ASSERT_TRUE(netlink().remove({&first.index, 1}));
    made();
    ASSERT_TRUE(silence.impose(names));
    EXPECT_THAT(output_of("nft list table netdev holdfast"), HasSubstr("hook egress device \"hf4.51.2\""));
}

TEST_F(MacvlanTest, APredecessorsSilenceIsForgotten) {
    made();
    test::run("nft add table netdev holdfast; nft add chain netdev holdfast old");
    Silence silence;
    const std::vector<std::string> names{"hf4.51.2"};
    ASSERT_TRUE(silence.impose(names));
    EXPECT_THAT(output_of("nft list table netdev holdfast"), Not(HasSubstr("chain old")));
}

TEST_F(MacvlanTest, SettingsOfAnInterfaceAreReadAndWritten) {
    made();
    const InterfaceSetting setting{net::Family::ipv4, "hf4.51.2", "arp_ignore"};
    ASSERT_TRUE(write_setting(setting, 1));
    EXPECT_EQ(read_setting(setting), 1);
}

TEST_F(MacvlanTest, SettingsOfAMissingInterfaceAreAnError) {
    EXPECT_EQ(read_setting({net::Family::ipv4, "nowhere", "arp_ignore"}).error().code, ENOENT);
    EXPECT_EQ(write_setting({net::Family::ipv4, "nowhere", "arp_ignore"}, 1).error().code, ENOENT);
}

}  // namespace virtual_link_test
}  // namespace holdfast::io
