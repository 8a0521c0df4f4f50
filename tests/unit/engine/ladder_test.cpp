// The rungs that the Node and the router decide, each with its neighbours: who is wrong in two ways is dropped for the
// earlier one (P73). The rungs between are tests/unit/vrrp/ladder_test.cpp's.

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using vrrp::DropReason;

Shell backup(InstanceSettings settings = web()) {
    Shell shell{std::move(settings)};
    shell.boots();
    return shell;
}

// An advert of version 3 with its first bytes replaced; the checksum is wrong then, which is asked much later.
net::Bytes with_head(std::uint8_t version_and_type, std::uint8_t vrid) {
    const vrrp::Advertisement advert{
        vrrp::Version::v3, vrrp::Vrid{51}, priority(200), vrrp::Centiseconds{100}, {ip("192.0.2.1")}};
    const vrrp::Sending sending{
        .source = peer, .destination = vrrp::multicast_group(net::Family::ipv4), .password = {}};
    net::Bytes message = encode(advert, sending);
    message[0] = version_and_type;
    message[1] = vrid;
    return message;
}

TEST(Rungs, AskTheTypeBeforeTheRouter) {  // P46, P51
    EXPECT_EQ(backup().hears_bytes(peer, with_head(0x32, 52)).dropped_on_interface(DropReason::type), 1U);
}
TEST(Rungs, AskTheRouterBeforeItsVersion) {  // P51, P44
    EXPECT_EQ(backup().hears_bytes(peer, with_head(0x21, 52)).dropped_on_interface(DropReason::vrid), 1U);
}
TEST(Rungs, AskTheRouterBeforeTheSource) {  // P51, P29
    EXPECT_EQ(backup().hears({.source = us, .vrid = vrrp::Vrid{52}}).dropped_on_interface(DropReason::vrid), 1U);
}
TEST(Rungs, AskTheRouterBeforeTheHopLimit) {  // P51, P41
    EXPECT_EQ(backup().hears({.vrid = vrrp::Vrid{52}, .hop_limit = 254}).dropped_on_interface(DropReason::vrid), 1U);
}
TEST(Rungs, ChargeNoInstanceForAnotherRoutersAdvert) {
    EXPECT_EQ(backup().hears({.source = us, .vrid = vrrp::Vrid{52}}).dropped(DropReason::own_source), 0U);
}
TEST(Rungs, AskTheAddressListBeforeWhoResigns) {  // P68
    Shell shell = backup(web2());
    shell.hears({.version = vrrp::Version::v2});
    shell.hears({.source = stranger, .value = 0, .addresses = {ip("192.0.2.77")}, .version = vrrp::Version::v2});
    EXPECT_EQ(shell.dropped(DropReason::address_list), 1U);
    EXPECT_EQ(shell.dropped(DropReason::stranger_resigned), 0U);
}

TEST(DiscardNotes, NameTheReasonAndTheSource) {  // P71
    EXPECT_THAT(backup().forget().hears({.hop_limit = 254}).notes(),
                testing::ElementsAre("advert_discarded instance=web reason=ttl source=192.0.2.12"));
}
TEST(DiscardNotes, AreHeldBackForTenSecondsAndThenSayHowMany) {
    Shell shell = backup();
    shell.hears({.hop_limit = 254}).hears({.hop_limit = 254}).hears({.hop_limit = 254}).forget();
    EXPECT_THAT(shell.oversleeps(10s).hears({.hop_limit = 254}).notes(),
                testing::ElementsAre("advert_discarded instance=web reason=ttl source=192.0.2.12 held_back=2"));
}
TEST(DiscardNotes, DoNotHoldBackAnotherReason) {
    Shell shell = backup();
    shell.hears({.hop_limit = 254}).forget();
    EXPECT_THAT(shell.hears({.source = us}).notes(), testing::SizeIs(1));
}
TEST(DiscardNotes, TellOfAPeerThatIsConfiguredOtherwise) {  // P67
    EXPECT_THAT(backup().forget().hears({.addresses = {ip("192.0.2.77")}}).notes(),
                testing::ElementsAre("peer_differs instance=web reason=addresses source=192.0.2.12"));
}

}  // namespace
}  // namespace holdfast::engine
