// What signed adverts prove, and what those without a key do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace hmac_test {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

vrrp::HmacSettings keys(const std::string& key, std::uint8_t id = 1) {
    return {.keys = {{id, key}}, .active = id};
}

Settings signing(const vrrp::HmacSettings& hmac) {
    Settings all = settings(watched(seconds{1}, {samples::peer_ip}));
    all.instances.front().hmac = hmac;
    return all;
}

// Whoever signs adverts, with the right key or with another.
class Sender {
public:
    explicit Sender(const vrrp::HmacSettings& settings = keys("the key")) {
        authenticator_.configure(settings, vrrp::quick_hash);
    }
    net::Bytes advert(net::Instant now, const samples::AdvertSample& like = {}) {
        samples::AdvertSample sample = like;
        sample.seal = authenticator_.seal(vrrp::UtcTime{now.time_since_epoch()});
        return samples::advert(sample);
    }

private:
    vrrp::Authenticator authenticator_;
};

Lan signed_master(Policy policy = Policy::alert) {
    Settings all = signing(keys("the key"));
    all.policy = policy;
    Lan lan{all};
    lan.with({}).run(seconds{3});
    lan.become(Role::master);
    lan.run(seconds{33});
    return lan;
}

void advertises(Lan& lan, Sender& sender, int times, const samples::AdvertSample& like = {}) {
    for (int i = 0; i < times; ++i) {
        lan.hear(sender.advert(lan.now, like));
        lan.run(seconds{1});
    }
}

TEST(SignedRival, IsASplitThatMayBeActedUpon) {
    Lan lan = signed_master();
    Sender peer;
    advertises(lan, peer, 4);
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(lan.report().trust, Trust::authenticated);
}

TEST(SignedRival, IsYieldedToWhenItIsTheStronger) {
    Lan lan = signed_master(Policy::yield);
    Sender peer;
    advertises(lan, peer, 20, {.priority = vrrp::Priority{200}});
    EXPECT_THAT(lan.carried, ElementsAre(Field(&Carry::measure, Measure::yield)));
}

TEST(SignedRival, IsNotYieldedToWhenItIsTheWeaker) {
    Lan lan = signed_master(Policy::yield);
    Sender peer;
    advertises(lan, peer, 20, {.priority = vrrp::Priority{50}});
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.carried, IsEmpty());
}

// The peer took over by mistake and yielded at once; a forger takes it from there.
TEST(UnsignedRival, GainsNothingFromOneSignedAdvert) {
    Lan lan = signed_master();
    Sender peer;
    advertises(lan, peer, 1);
    for (int i = 0; i < 6; ++i) {
        EXPECT_NE(lan.report().trust, Trust::authenticated) << i;
        lan.hear(samples::advert({}));
        lan.run(milliseconds{500});
    }
}

TEST(UnsignedRival, IsNotYieldedToForOneSignedAdvertEachNowAndThen) {
    Lan lan = signed_master(Policy::yield);
    Sender peer;
    for (int i = 0; i < 10; ++i) {
        lan.hear(peer.advert(lan.now, {.priority = vrrp::Priority{200}}));
        for (int forged = 0; forged < 12; ++forged) {
            lan.run(milliseconds{500});
            lan.hear(samples::advert({.priority = vrrp::Priority{200}}));
        }
    }
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_THAT(lan.carried, IsEmpty());
}

TEST(UnsignedRival, HasNoSayInThePriorityOfASignedOne) {
    Lan lan = signed_master();
    Sender peer;
    advertises(lan, peer, 2, {.priority = vrrp::Priority{50}});
    lan.hear(samples::advert({.priority = vrrp::Priority{200}}));
    EXPECT_EQ(lan.verdict(), Verdict::suspected);
    EXPECT_THAT(lan.report().reason, HasSubstr("priority 50"));
}

TEST(UnsignedRival, IsAnonymous) {
    Lan lan = signed_master();
    lan.host().advertises = true;
    lan.run(seconds{5});
    EXPECT_EQ(lan.report().trust, Trust::anonymous);
    EXPECT_THAT(lan.report().reason, HasSubstr("hmac_missing"));
}

TEST(UnsignedRival, TakesNothingFromASignedOne) {  // else one forged packet would be an off switch
    Lan lan = signed_master();
    Sender peer;
    for (int i = 0; i < 4; ++i) {
        lan.hear(peer.advert(lan.now));
        lan.run(milliseconds{500});
        lan.hear(samples::advert({}));
        lan.run(milliseconds{500});
    }
    EXPECT_EQ(lan.report().trust, Trust::authenticated);
}

TEST(UnsignedRival, GoesOnAsItselfWhereASignedOneEnded) {
    Lan lan{signing(keys("the key"))};
    lan.with({}).run(seconds{3});
    Sender peer;
    advertises(lan, peer, 2);
    lan.become(Role::master);
    lan.run(seconds{33});
    lan.host().advertises = true;
    lan.run(seconds{6});
    EXPECT_EQ(lan.report().trust, Trust::anonymous);
}

TEST(Recordings, AreNoMisconfiguration) {
    Lan lan = signed_master();
    Sender peer;
    const net::Bytes advert = peer.advert(lan.now);
    lan.hear(advert);
    lan.run(seconds{60});  // it was a mistake of the peer's, and is over
    const net::Bytes again = peer.advert(lan.now, {.priority = vrrp::Priority{0}});
    for (int i = 0; i < 4; ++i) lan.hear(again);
    EXPECT_FALSE(lan.holds(Verdict::misconfigured));
    EXPECT_EQ(lan.total(EvidenceKind::rejected_advert), 3U);
}

TEST(Recordings, OfOurOwnAdvertsAreNoClone) {
    Lan lan = signed_master();
    Sender us;
    const net::Bytes ours = us.advert(lan.now, {.mac = samples::own_mac, .source = samples::own_ip});
    lan.hear(ours, true);
    net::Bytes again = ours;
    std::ranges::copy(samples::stranger_mac.bytes, again.begin() + 6);  // the frame's source
    for (int i = 0; i < 4; ++i) {
        lan.hear(again);
        lan.run(milliseconds{500});
    }
    EXPECT_NE(lan.verdict(), Verdict::split_brain);
}

TEST(AWrongKey, IsAMisconfiguration) {
    Lan lan{signing(keys("the key"))};
    lan.with({}).run(seconds{3});
    Sender peer{keys("another key")};
    advertises(lan, peer, 3);
    EXPECT_TRUE(lan.holds(Verdict::misconfigured));
    EXPECT_THAT(lan.report().reason, HasSubstr("hmac_fail"));
}

TEST(OtherKeys, ChangeNothingOfWhatIsKnown) {
    Lan lan = signed_master();
    Sender old_key;
    advertises(lan, old_key, 4);
    const net::Instant since = lan.report().since;
    vrrp::HmacSettings both = keys("the key");
    both.keys.push_back({2, "the new key"});
    lan.send(Reconfigured{signing(both)});
    Sender new_key{keys("the new key", 2)};
    advertises(lan, new_key, 2);
    EXPECT_EQ(lan.verdict(), Verdict::split_brain);
    EXPECT_EQ(lan.report().since, since);
    EXPECT_FALSE(lan.holds(Verdict::misconfigured));
}

TEST(SettingsDigest, KnowsWhetherAdvertsAreSignedButNotByWhichKey) {
    WatchedInstance plain = watched(seconds{1}, {}), one = plain, other = plain;
    one.hmac = keys("the key");
    other.hmac = keys("another key", 2);
    EXPECT_NE(settings_digest(plain), settings_digest(one));
    EXPECT_EQ(settings_digest(one), settings_digest(other));
}

}  // namespace hmac_test
}  // namespace holdfast::detector
