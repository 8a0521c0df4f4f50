// Routers that sign their adverts, and want others' to be signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace hmac_test {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

constexpr vrrp::UtcTime noon{std::chrono::seconds{1'800'000'000}};

vrrp::HmacSettings keys(std::vector<vrrp::HmacKey> all, std::uint8_t active = 1,
                        vrrp::HmacMode mode = vrrp::HmacMode::enforce) {
    return {.keys = std::move(all), .active = active, .mode = mode};
}

InstanceSettings with(const vrrp::HmacSettings& hmac) {
    InstanceSettings settings = web();
    settings.hmac = hmac;
    return settings;
}

// A peer's advert with priority 200, signed.
net::Bytes signed_by(const std::string& key, vrrp::UtcTime now) {
    vrrp::Authenticator sender;
    sender.configure(keys({{1, key}}), vrrp::quick_hash);
    const vrrp::Advertisement advert{
        vrrp::Version::v3, vrrp::Vrid{51}, vrrp::Priority{200}, vrrp::Centiseconds{100}, {ip("192.0.2.1")}};
    return encode(advert, {.source = peer,
                           .destination = vrrp::multicast_group(net::Family::ipv4),
                           .password = {},
                           .seal = sender.seal(now)});
}

net::ByteView trailer_of(const Transmit& advert) {
    return net::ByteView{advert.message}.last(vrrp::trailer_size);
}

std::uint32_t seconds_of(const Transmit& advert) {
    net::Reader reader{trailer_of(advert).subspan(4)};
    return reader.u32();
}

// A backup at noon that has just started.
Shell listening(const vrrp::HmacSettings& hmac = keys({{1, "the old key"}})) {
    Shell shell{with(hmac)};
    shell.happens(ClockSet{noon}).boots();
    return shell;
}

TEST(SignedAdverts, CarryTheTimeOfDay) {
    Shell shell = listening();
    shell.after(10s);
    ASSERT_FALSE(shell.all<Transmit>().empty());
    const std::uint32_t said = seconds_of(shell.all<Transmit>().back());
    EXPECT_EQ(said, 1'800'000'009);  // the last one left a quarter of an interval before
}

TEST(SignedAdverts, FollowAClockThatIsSet) {
    Shell shell = listening();
    shell.after(10s).happens(ClockSet{noon + 1h}).after(1s);
    EXPECT_GE(seconds_of(shell.all<Transmit>().back()), 1'800'003'600U);
}

TEST(SignedAdverts, AreSaidOncePerMomentToAllPeers) {
    InstanceSettings settings = with(keys({{1, "the old key"}}));
    settings.unicast_peers = {ip("192.0.2.12"), ip("192.0.2.13")};
    Shell shell{settings};
    shell.happens(ClockSet{noon}).boots().after(10s);
    const auto adverts = shell.all<Transmit>();
    ASSERT_GE(adverts.size(), 2U);
    const auto first = trailer_of(adverts[0]), second = trailer_of(adverts[1]);
    EXPECT_TRUE(std::ranges::equal(first, second));
}

TEST(ARouterWithKeys, FollowsWhoHasThem) {
    Shell shell = listening();
    shell.hears_bytes(peer, signed_by("the old key", noon));
    EXPECT_EQ(shell.instance().master.value().address, peer);
}

TEST(ARouterWithKeys, DropsWhoHasNone) {
    Shell shell = listening();
    shell.hears();
    EXPECT_EQ(shell.dropped(vrrp::DropReason::hmac_missing), 1U);
    EXPECT_EQ(shell.instance().master, std::nullopt);
}

TEST(ARouterWithKeys, IsNotMovedByAForgedResignation) {
    Shell shell = listening();
    shell.hears_bytes(peer, signed_by("the old key", noon)).hears({.value = 0});
    EXPECT_EQ(shell.dropped(vrrp::DropReason::hmac_missing), 1U);
    EXPECT_EQ(shell.dropped(vrrp::DropReason::stranger_resigned), 0U);
}

TEST(ARouterWithKeys, CountsARecording) {
    Shell shell = listening();
    const net::Bytes advert = signed_by("the old key", noon);
    shell.hears_bytes(peer, advert).hears_bytes(peer, advert);
    EXPECT_EQ(shell.dropped(vrrp::DropReason::hmac_replay), 1U);
    EXPECT_EQ(shell.counters().adverts_received, 1U);
}

TEST(ARouterWithKeys, ForgetsNoRecordingByAReload) {
    Shell shell = listening();
    const net::Bytes advert = signed_by("the old key", noon);
    shell.hears_bytes(peer, advert);
    shell.reloads({with(keys({{1, "the old key"}, {2, "the new key"}}, 2))}).hears_bytes(peer, advert);
    EXPECT_EQ(shell.dropped(vrrp::DropReason::hmac_replay), 1U);
}

TEST(ARouterWithKeys, RotatesThemWithoutAnEvent) {
    Shell shell = listening();
    shell.after(10s).forget();
    shell.reloads({with(keys({{1, "the old key"}, {2, "the new key"}}, 2))}).after(1s);
    EXPECT_EQ(trailer_of(shell.all<Transmit>().back())[1], 2);
    EXPECT_THAT(shell.notes(), testing::Not(Contains(HasSubstr("transition"))));
    EXPECT_TRUE(shell.all<RemoveAddress>().empty());
}

TEST(ALenientRouter, CountsWhatItPutsUpWith) {
    Shell shell = listening(keys({{1, "the old key"}}, 1, vrrp::HmacMode::permissive));
    shell.hears();
    EXPECT_EQ(shell.counters().unauthenticated, 1U);
    EXPECT_EQ(shell.instance().master.value().address, peer);
    EXPECT_THAT(shell.notes(), Contains(HasSubstr("advert_unauthenticated")));
}

}  // namespace hmac_test
}  // namespace holdfast::engine
