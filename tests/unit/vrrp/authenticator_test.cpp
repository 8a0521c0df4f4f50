// Keys that change, clocks that are wrong, recordings.
#include "daemon/vrrp/authenticator.hpp"

#include <gtest/gtest.h>

#include "tests/unit/vrrp/signing.hpp"

namespace holdfast::vrrp {
namespace {

using namespace std::chrono_literals;

Packet from(const std::string& source) {
    Packet packet = packet_v3();
    packet.source = ip(source);
    return packet;
}

TEST(Signed, IsAcceptedByWhoHasTheKey) {
    const auto heard = Signer{}.hear(Signer{}.send(noon), noon);
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->authenticated);
    EXPECT_FALSE(heard->unproven);
}

TEST(Signed, IsAsLongAsTheMessageAndTheTrailer) {
    EXPECT_EQ(Signer{}.send(noon).size(), packet_v3().bytes().size() + trailer_size);
}

TEST(Signed, IsTheSameForEachDestination) {  // but for the checksum, which the hash does not cover
    Authenticator sender;
    sender.configure(keys({{1, old_key}}), real_hash());
    const Advertisement advert{Version::v3, Vrid{10}, Priority{200}, Centiseconds{100}, {ip("192.0.2.1")}};
    const std::optional<Seal> seal = sender.seal(noon);
    const auto to = [&](const std::string& peer) {
        net::Bytes bytes =
            encode(advert, {.source = ip("192.0.2.251"), .destination = ip(peer), .password = {}, .seal = seal});
        return net::Bytes(bytes.end() - trailer_size, bytes.end());
    };
    EXPECT_EQ(to("192.0.2.10"), to("192.0.2.20"));
}

TEST(Signed, IsRefusedByWhoHasNoKeys) {
    const Packet packet = packet_v3();
    const net::Bytes message = Signer{}.send(noon);
    EXPECT_EQ(decode(packet.datagram(message), expectation_of(packet)).error(), DropReason::length);
    const Packet six = packet_ipv6();
    const net::Bytes other = Signer{}.send(noon, six);
    EXPECT_EQ(decode(six.datagram(other), expectation_of(six)).error(), DropReason::length);
}

TEST(Signed, IsGoodForItsSourceOnly) {
    const net::Bytes message = Signer{}.send(noon, packet_v2());
    Packet other = packet_v2();  // whose checksum covers no source
    other.source = ip("192.0.2.252");
    EXPECT_EQ(Signer{}.fate(message, noon, other), DropReason::hmac_fail);
}

TEST(Unsigned, IsRefusedWhereSignaturesAreEnforced) {
    EXPECT_EQ(Signer{}.fate(packet_v3().bytes(), noon), DropReason::hmac_missing);
}

TEST(Unsigned, CountsWhereTheyAreNot) {
    for (const HmacMode mode : {HmacMode::permissive, HmacMode::receive_only}) {
        Signer lenient{keys({{1, old_key}}, 1, mode)};
        const auto heard = lenient.hear(packet_v3().bytes(), noon);
        ASSERT_TRUE(heard) << label(mode);
        EXPECT_FALSE(heard->authenticated);
        EXPECT_EQ(heard->unproven, DropReason::hmac_missing);
    }
}

TEST(WrongKey, IsPutUpWithWhereSignaturesAreNotEnforced) {  // two masters would be worse
    const auto heard = Signer{keys({{1, new_key}}, 1, HmacMode::permissive)}.hear(Signer{}.send(noon), noon);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->unproven, DropReason::hmac_fail);
}

TEST(WrongKey, IsRefused) {
    EXPECT_EQ(Signer(keys({{1, new_key}})).fate(Signer{}.send(noon), noon), DropReason::hmac_fail);
}

TEST(UnknownKey, IsRefused) {
    EXPECT_EQ(Signer(keys({{2, old_key}}, 2)).fate(Signer{}.send(noon), noon), DropReason::hmac_key);
}

TEST(ReceiveOnly, SendsNoTrailer) {
    EXPECT_EQ(Signer(keys({{1, old_key}}, 1, HmacMode::receive_only)).send(noon).size(), packet_v3().bytes().size());
}

TEST(Rotation, GoesThroughBothKeysWithoutARefusal) {
    const HmacSettings before = keys({{1, old_key}});
    const HmacSettings both_old = keys({{1, old_key}, {2, new_key}});
    const HmacSettings both_new = keys({{1, old_key}, {2, new_key}}, 2);
    const HmacSettings after = keys({{2, new_key}}, 2);
    Signer sender, receiver;
    UtcTime now = noon;
    for (const auto& [theirs, ours] : {std::pair{before, both_old},
                                       {both_old, both_old},
                                       {both_new, both_old},
                                       {both_new, both_new},
                                       {both_new, after},
                                       {after, after}}) {
        sender.configure(theirs);
        receiver.configure(ours);
        EXPECT_EQ(receiver.fate(sender.send(now += 1s), now), std::nullopt);
    }
}

TEST(Rotation, ForgetsNoRecording) {
    Signer sender, receiver;
    const net::Bytes message = sender.send(noon);
    ASSERT_TRUE(receiver.hear(message, noon));
    receiver.configure(keys({{1, old_key}, {2, new_key}}, 2));
    EXPECT_EQ(receiver.fate(message, noon), DropReason::hmac_replay);
}

TEST(Recording, IsRefused) {
    Signer sender, receiver;
    const net::Bytes message = sender.send(noon);
    EXPECT_EQ(receiver.fate(message, noon), std::nullopt);
    EXPECT_EQ(receiver.fate(message, noon), DropReason::hmac_replay);
}

TEST(Recording, OfAnEarlierAdvertIsRefused) {
    Signer sender, receiver;
    const net::Bytes first = sender.send(noon);
    ASSERT_TRUE(receiver.hear(sender.send(noon + 1s), noon + 1s));
    EXPECT_EQ(receiver.fate(first, noon + 1s), DropReason::hmac_replay);
}

TEST(Recording, OfAnUnheardSenderIsRefusedAfterTheWindow) {
    const net::Bytes message = Signer{}.send(noon);
    EXPECT_EQ(Signer{}.fate(message, noon + 5s), std::nullopt);
    EXPECT_EQ(Signer{}.fate(message, noon + 6s), DropReason::hmac_time);
}

TEST(Forgery, MovesNoMark) {
    Signer sender, receiver;
    net::Bytes forged = sender.send(noon + 3s);
    forged.back() ^= 1;
    ASSERT_FALSE(receiver.hear(forged, noon));
    EXPECT_EQ(receiver.fate(Signer{}.send(noon), noon), std::nullopt);
}

TEST(Senders, AreToldApart) {
    Signer a, b, receiver;
    ASSERT_TRUE(receiver.hear(a.send(noon + 2s, from("192.0.2.252")), noon, from("192.0.2.252")));
    EXPECT_EQ(receiver.fate(b.send(noon, from("192.0.2.253")), noon, from("192.0.2.253")), std::nullopt);
}

TEST(Senders, AreForgottenWhoProvedThemselvesLongestAgo) {
    Signer receiver;
    const auto source = [](std::size_t i) { return from("192.0.2." + std::to_string(100 + i)); };
    const net::Bytes first = Signer{}.send(noon, source(0)), second = Signer{}.send(noon, source(1));
    ASSERT_TRUE(receiver.hear(first, noon, source(0)));
    ASSERT_TRUE(receiver.hear(second, noon, source(1)));
    ASSERT_TRUE(receiver.hear(Signer{}.send(noon + 1s, source(0)), noon, source(0)));
    for (std::size_t i = 2; i <= Authenticator::senders; ++i)
        ASSERT_TRUE(receiver.hear(Signer{}.send(noon, source(i)), noon, source(i)));
    EXPECT_EQ(receiver.fate(first, noon, source(0)), DropReason::hmac_replay);
    EXPECT_EQ(receiver.fate(second, noon, source(1)), std::nullopt);
}

TEST(AdvertsOfOneMoment, AreOrderedAllTheSame) {
    Signer sender, receiver;
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(receiver.fate(sender.send(noon), noon), std::nullopt);
}

TEST(AClockSetBackALittle, CostsNothing) {
    Signer sender, receiver;
    ASSERT_TRUE(receiver.hear(sender.send(noon), noon));
    EXPECT_EQ(receiver.fate(sender.send(noon - 4s), noon), std::nullopt);
}

TEST(AClockSetBackFar, IsFollowedByTheSender) {  // else it would stay out of every window for as long
    Signer sender, receiver;
    sender.send(noon + 1h);
    EXPECT_EQ(receiver.fate(sender.send(noon), noon), std::nullopt);
}

TEST(AClockSetBackOnBoth, IsPutUpWithByTheReceiver) {
    Signer sender, receiver;
    ASSERT_TRUE(receiver.hear(sender.send(noon + 1h), noon + 1h));
    EXPECT_EQ(receiver.fate(sender.send(noon), noon), std::nullopt);
}

TEST(AClockThatIsWrong, IsNamed) {
    EXPECT_EQ(Signer{}.fate(Signer{}.send(noon + 6s), noon), DropReason::hmac_time);
    EXPECT_EQ(Signer{}.fate(Signer{}.send(noon - 6s), noon), DropReason::hmac_time);
}

TEST(TheYear2106, IsGoneThrough) {  // where the seconds wrap
    constexpr UtcTime wrap{std::chrono::seconds{0x1'0000'0000}};
    Signer sender, receiver;
    EXPECT_EQ(receiver.fate(sender.send(wrap - 1s), wrap - 1s), std::nullopt);
    EXPECT_EQ(receiver.fate(sender.send(wrap + 1s), wrap + 1s), std::nullopt);
}

TEST(WithoutKeys, NothingIsSignedAndNothingIsWanted) {
    Authenticator idle;
    idle.configure(std::nullopt, {});
    EXPECT_FALSE(idle.active());
    EXPECT_FALSE(idle.demands());
    EXPECT_FALSE(idle.seal(noon));
}

}  // namespace
}  // namespace holdfast::vrrp
