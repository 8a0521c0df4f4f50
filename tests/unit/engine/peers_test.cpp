#include "daemon/engine/peers.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

vrrp::Accepted advert(const net::IpAddress& source, int value = 200) {
    vrrp::Accepted accepted;
    accepted.source = source;
    accepted.advert.priority = priority(value);
    return accepted;
}
net::IpAddress numbered(std::size_t number) {
    return net::IpAddress::v4(10, 0, 0, static_cast<std::uint8_t>(number));
}

// As many as it keeps, heard one second after the other.
Peers full() {
    Peers peers;
    for (std::size_t i = 0; i < Peers::most; ++i) peers.heard(advert(numbered(i)), start + i * 1s);
    return peers;
}

TEST(Peers, ShowsAMemberThatWasNeverHeard) {
    Peers peers;
    peers.configure({peer});
    ASSERT_EQ(peers.all().size(), 1U);
    EXPECT_TRUE(peers.find(peer)->member);
    EXPECT_EQ(peers.find(peer)->last_advert, std::nullopt);
}

TEST(Peers, RemembersWhoWasHeardAndWhen) {
    Peers peers;
    peers.heard(advert(peer, 150), start);
    peers.heard(advert(peer, 120), start + 1s);
    ASSERT_EQ(peers.all().size(), 1U);
    EXPECT_EQ(peers.find(peer)->priority, priority(120));
    EXPECT_EQ(peers.find(peer)->last_advert, start + 1s);
}

TEST(Peers, DoesNotTakeAStrangerForAMember) {
    Peers peers;
    peers.configure({peer});
    peers.heard(advert(stranger), start);
    EXPECT_FALSE(peers.find(stranger)->member);
}

TEST(Peers, KeepsABoundedNumber) {
    Peers peers = full();
    peers.heard(advert(stranger), start + 1min);
    EXPECT_EQ(peers.all().size(), Peers::most);
}

TEST(Peers, ForgetsTheStrangerHeardLongestAgo) {
    Peers peers = full();
    peers.heard(advert(stranger), start + 1min);
    EXPECT_EQ(peers.find(numbered(0)), nullptr);
    EXPECT_NE(peers.find(stranger), nullptr);
}

TEST(Peers, NeverForgetsAMember) {
    Peers peers = full();
    peers.configure({numbered(0)});
    peers.heard(advert(stranger), start + 1min);
    EXPECT_NE(peers.find(numbered(0)), nullptr);
}

TEST(Peers, ForgetsAFormerMemberThatWasNeverHeard) {
    Peers peers;
    peers.configure({peer});
    peers.configure({});
    EXPECT_TRUE(peers.all().empty());
}

}  // namespace
}  // namespace holdfast::engine
