#include "detector/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/vrrp/types.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace identity_test {

using samples::peer_ip;
using samples::peer_mac;
using samples::third_ip;
using samples::third_mac;

net::MacAddress numbered(std::uint8_t number) {
    return {{0x02, 0, 0, 0, 0, number}};
}

TEST(Identity, IsOneNodeWithTwoCards) {
    Identities known;
    const IdentityId node = known.learn(peer_ip, peer_mac).id;
    known.learn(peer_ip, third_mac);
    EXPECT_EQ(known.of(peer_mac).id, node);
    EXPECT_EQ(known.of(third_mac).id, node);
}

TEST(Identity, IsOneNodeWithTwoAddresses) {
    Identities known;
    const IdentityId node = known.learn(peer_ip, peer_mac).id;
    EXPECT_EQ(known.learn(samples::ip("fe80::2"), peer_mac).id, node);
}

TEST(Identity, TwoThatTurnOutToBeOneBecomeOne) {
    Identities known;
    known.pin(peer_ip);
    const IdentityId stranger = known.of(peer_mac).id;
    const Identity& node = known.learn(peer_ip, peer_mac);
    EXPECT_NE(node.id, stranger);
    EXPECT_EQ(node.name(), "10.0.0.2");
    EXPECT_EQ(known.of(peer_mac).id, node.id);
}

TEST(Identity, TwoConfiguredAddressesOfOneNodeBecomeOneByItsWord) {  // S51
    Identities known;
    known.pin(peer_ip);
    known.pin(third_ip);
    known.join(peer_ip, third_ip);
    EXPECT_EQ(known.at(peer_ip).id, known.at(third_ip).id);
}

TEST(Identity, TwoNodesThatShareAVirtualMacStayTwo) {
    const net::MacAddress shared = vrrp::virtual_mac(net::Family::ipv4, vrrp::Vrid{51});
    Identities known;
    const IdentityId first = known.learn(peer_ip, shared).id;
    const IdentityId second = known.learn(third_ip, shared).id;
    EXPECT_NE(first, second);
    EXPECT_EQ(known.of(shared).id, second);  // who used it last
}

TEST(Identity, KeepsTheAddressThatUnitesTwoWhenThereAreMoreThanItHolds) {  // as forged adverts may do
    Identities known;
    for (std::uint8_t i = 1; i <= Identities::addresses_of_one; ++i) {
        known.learn(samples::ip(("10.0.1." + std::to_string(i)).c_str()), numbered(1));
    }
    known.learn(samples::ip("10.0.2.1"), numbered(2));
    const Identity& one = known.learn(samples::ip("10.0.1.2"), numbered(2));
    EXPECT_THAT(one.addresses, testing::Contains(samples::ip("10.0.1.2")));
    EXPECT_EQ(one.id, known.of(numbered(1)).id);
}

TEST(Identity, OfAStrangerIsUnknown) {
    Identities known;
    EXPECT_EQ(known.of(peer_mac).name(), "unknown");
    EXPECT_EQ(known.of(peer_mac).mac(), "52:54:00:00:00:02");
}

TEST(Identities, ForgetStrangersFirstAndTheConfiguredNever) {
    Identities known;
    known.pin(peer_ip);
    const IdentityId configured = known.learn(peer_ip, peer_mac).id;
    const IdentityId heard = known.learn(third_ip, third_mac).id;
    for (int i = 0; i < 200; ++i) known.of(numbered(static_cast<std::uint8_t>(i)));
    EXPECT_EQ(known.of(peer_mac).id, configured);
    EXPECT_EQ(known.of(third_mac).id, heard);
}

TEST(Identities, AreBounded) {
    Identities known;
    const IdentityId first = known.of(numbered(0)).id;
    for (int i = 1; i <= 64; ++i) known.of(numbered(static_cast<std::uint8_t>(i)));
    EXPECT_NE(known.of(numbered(0)).id, first);
}

}  // namespace identity_test
}  // namespace holdfast::detector
