#include <gtest/gtest.h>

#include "tests/unit/vrrp/packet.hpp"

namespace holdfast::vrrp {
namespace {

Advertisement advert_v2() {
    return {Version::v2, Vrid{10}, Priority{200}, Centiseconds{100}, {ip("192.0.2.1"), ip("192.0.2.2")}};
}

Advertisement advert_v3() {
    Advertisement advert = advert_v2();
    advert.version = Version::v3;
    return advert;
}

Sending to_group() {
    return {ip("192.0.2.251"), ip("224.0.0.18"), ChecksumForm::rfc9568, std::nullopt};
}

TEST(Encode, WritesThePasswordAtTheEndOfVersion2) {  // P57
    Sending sending = to_group();
    sending.password = secret;
    EXPECT_EQ(encode(advert_v2(), sending), packet_v2_with_password().bytes());
}

TEST(Encode, WritesEightZerosWithoutAPassword) {  // P11
    EXPECT_EQ(encode(advert_v2(), to_group()), packet_v2().bytes());
}

TEST(Encode, SumsNoPseudoHeaderInVersion2) {  // P60
    Sending sending = to_group();
    sending.checksum_form = ChecksumForm::pseudo_header;
    EXPECT_EQ(encode(advert_v2(), sending), packet_v2().bytes());
}

TEST(Encode, KeepsThePasswordOutOfVersion3) {
    Sending sending = to_group();
    sending.password = secret;
    EXPECT_EQ(encode(advert_v3(), sending), packet_v3().bytes());
}

TEST(Encode, LeavesTheReservedBitsZero) {  // P10
    Advertisement slow = advert_v3();
    slow.interval = Centiseconds{4095};
    EXPECT_EQ(encode(slow, to_group())[4], 0x0f);
}

TEST(Encode, KeepsTheOrderOfTheAddresses) {  // P12, P14
    Advertisement advert = advert_v3();
    std::swap(advert.addresses[0], advert.addresses[1]);
    EXPECT_EQ(encode(advert, to_group())[11], 2);
}

TEST(Encode, SumsTheRealDestinationForAPeer) {  // P62, P64
    const Packet peer = [] {
        Packet packet = packet_v3();
        packet.destination = ip("192.0.2.10");
        packet.form = ChecksumForm::pseudo_header;
        return packet;
    }();
    EXPECT_EQ(encode(advert_v3(), {peer.source, peer.destination, peer.form, std::nullopt}), peer.bytes());
}

TEST(Encode, SumsThePseudoHeaderOverIpv6InEitherForm) {  // P62
    const Packet six = packet_ipv6();
    Advertisement advert = advert_v3();
    advert.addresses = six.addresses;
    for (const ChecksumForm form : {ChecksumForm::rfc9568, ChecksumForm::pseudo_header}) {
        EXPECT_EQ(encode(advert, {six.source, six.destination, form, std::nullopt}), six.bytes());
    }
}

TEST(Encode, Writes255Addresses) {
    Advertisement advert = advert_v3();
    advert.addresses.assign(255, ip("192.0.2.1"));
    EXPECT_EQ(encode(advert, to_group()).size(), 8U + 255 * 4);
}

using EncodeDeathTest = testing::Test;

TEST(EncodeDeathTest, RefusesHalfSecondsInVersion2) {  // P8
    Advertisement advert = advert_v2();
    advert.interval = Centiseconds{150};
    EXPECT_DEATH(encode(advert, to_group()), "version 2 counts 1 to 255 seconds");
}

TEST(EncodeDeathTest, RefusesMoreSecondsThanAByteHolds) {  // P8
    Advertisement advert = advert_v2();
    advert.interval = std::chrono::seconds{256};
    EXPECT_DEATH(encode(advert, to_group()), "version 2 counts 1 to 255 seconds");
}

TEST(EncodeDeathTest, RefusesIntervalsThatDoNotFit) {  // P7
    Advertisement advert = advert_v3();
    advert.interval = Centiseconds{4096};
    EXPECT_DEATH(encode(advert, to_group()), "12 bits of centiseconds");
}

TEST(EncodeDeathTest, RefusesAnEmptyList) {  // P54
    Advertisement advert = advert_v3();
    advert.addresses.clear();
    EXPECT_DEATH(encode(advert, to_group()), "the count of addresses is one byte");
}

TEST(EncodeDeathTest, RefusesToMixTheFamilies) {  // P13
    Advertisement advert = advert_v3();
    advert.addresses.push_back(ip("2001:db8::1"));
    EXPECT_DEATH(encode(advert, to_group()), "addresses are of the family that carries them");
}

}  // namespace
}  // namespace holdfast::vrrp
