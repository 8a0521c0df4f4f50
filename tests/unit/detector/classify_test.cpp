// What a frame says, as a table.
#include "detector/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/lan.hpp"

namespace holdfast::detector {
namespace classify_test {

using samples::ip;
using samples::own_ip;
using samples::own_mac;
using samples::peer_ip;
using samples::peer_mac;
using samples::virtual_ip;
using samples::virtual_mac;

const std::vector<WatchedInstance> instances{watched(seconds{1}, {peer_ip})};

Statement classified(const net::Bytes& bytes, bool outgoing = false, bool echo = false) {
    const auto frame = parse_frame(bytes);
    net::ensure(frame.has_value(), "the samples can be read");
    return classify(*frame, {"eth0", outgoing, echo}, instances, OwnSet{Lan::local()});
}

struct ArpRow {
    const char* name;
    net::Bytes frame;
    net::IpAddress address;
    Manner manner;
    std::optional<net::IpAddress> asked;
};
void PrintTo(const ArpRow& row, std::ostream* out) {
    *out << row.name;
}
class ArpSays : public testing::TestWithParam<ArpRow> {};

const auto request = wire::arp_request;
const auto reply = wire::arp_reply;
const net::MacAddress& all = samples::broadcast;
const net::IpAddress none;
const net::IpAddress gateway = ip("10.0.0.254");

INSTANTIATE_TEST_SUITE_P(
    Table, ArpSays,
    testing::Values(
        ArpRow{"a_probe", samples::arp(request, all, peer_mac, none, virtual_ip), none, Manner::asks, virtual_ip},
        ArpRow{"a_question", samples::arp(request, all, peer_mac, peer_ip, virtual_ip), peer_ip, Manner::uses,
               virtual_ip},
        ArpRow{"a_question_as_the_owner", samples::arp(request, all, peer_mac, virtual_ip, gateway), virtual_ip,
               Manner::uses, gateway},
        ArpRow{"an_announcement", samples::arp(request, all, peer_mac, virtual_ip, virtual_ip), virtual_ip,
               Manner::announces, std::nullopt},
        ArpRow{"an_announcement_by_reply", samples::arp(reply, all, peer_mac, virtual_ip, virtual_ip), virtual_ip,
               Manner::announces, std::nullopt},
        ArpRow{"an_answer_to_us", samples::arp(reply, own_mac, peer_mac, virtual_ip, none), virtual_ip, Manner::answers,
               std::nullopt},
        ArpRow{"an_answer_to_another", samples::arp(reply, samples::third_mac, peer_mac, virtual_ip, gateway),
               virtual_ip, Manner::announces, std::nullopt}),
    [](const auto& p) { return p.param.name; });

TEST_P(ArpSays, WhoHasAnAddressAndInWhichManner) {
    const ArpRow& row = GetParam();
    const Statement statement = classified(row.frame);
    ASSERT_TRUE(std::holds_alternative<AddressStated>(statement));
    const auto& said = std::get<AddressStated>(statement);
    EXPECT_EQ(said.address, row.address);
    EXPECT_EQ(said.mac, peer_mac);
    EXPECT_EQ(said.manner, row.manner);
    EXPECT_EQ(said.asked, row.asked);
}

TEST(Answer, TellsWhichFormOfProbeItAnswers) {
    const auto form_of = [](const net::IpAddress& asker) {
        return std::get<AddressStated>(classified(samples::arp(reply, own_mac, peer_mac, virtual_ip, asker))).form;
    };
    EXPECT_EQ(form_of(none), ProbeForm::anonymous);
    EXPECT_EQ(form_of(own_ip), ProbeForm::from_us);
}

TEST(FromOurMac, WhatComesInIsALoop) {
    EXPECT_TRUE(std::holds_alternative<StatementLooped>(classified(samples::gratuitous_arp(own_mac, virtual_ip))));
    EXPECT_TRUE(std::holds_alternative<AdvertLooped>(classified(samples::advert({.mac = own_mac, .source = own_ip}))));
}

// S39: the virtual address of an owner is its own.
TEST(FromOurMac, AnOwnersAdvertThatComesInIsALoop) {
    std::vector<WatchedInstance> owner{watched(seconds{1}, {peer_ip})};
    owner[0].priority = vrrp::Priority{255};
    owner[0].addresses = {own_ip};
    const net::Bytes bytes = samples::advert({.mac = own_mac, .source = own_ip, .address = own_ip});
    const Statement said = classify(*parse_frame(bytes), {"eth0", false, false}, owner, OwnSet{Lan::local()});
    EXPECT_TRUE(std::holds_alternative<AdvertLooped>(said));
}

// S08, S10
TEST(FromTheVirtualMac, AnEchoOfAClaimMayBeAnotherOwners) {
    const net::Bytes claim = samples::gratuitous_arp(virtual_mac, virtual_ip);
    EXPECT_TRUE(std::holds_alternative<AddressStated>(classified(claim)));
    EXPECT_TRUE(std::holds_alternative<SaysNothing>(classified(claim, false, true)));
}

TEST(FromTheVirtualMac, OnlyAnEchoOfAnAdvertIsALoop) {
    const net::Bytes advert = samples::advert({.mac = virtual_mac, .source = own_ip});
    EXPECT_TRUE(std::holds_alternative<CloneAdvertised>(classified(advert)));
    EXPECT_TRUE(std::holds_alternative<AdvertLooped>(classified(advert, false, true)));
}

TEST(OurAddress, OfAnotherMacIsAClone) {
    EXPECT_TRUE(std::holds_alternative<CloneAdvertised>(classified(samples::advert({.source = own_ip}))));
}

TEST(AVirtualAddress, AsTheSourceOfAnAdvertIsItsOwners) {  // an address owner advertises from it
    LocalInterfaces local = Lan::local();
    local.addresses.push_back({net::InterfaceIndex{2}, {virtual_ip, 32}});
    const net::Bytes bytes = samples::advert({.source = virtual_ip, .priority = vrrp::Priority{255}});
    const auto frame = parse_frame(bytes);
    const Statement said = classify(*frame, {"eth0"}, instances, OwnSet{local});
    EXPECT_TRUE(std::holds_alternative<AdvertHeard>(said));
}

TEST(AnAdvert, ThatLeavesIsOurs) {
    const Statement said = classified(samples::advert({.mac = own_mac, .source = own_ip}), true);
    ASSERT_TRUE(std::holds_alternative<OwnAdvert>(said));
    EXPECT_EQ(std::get<OwnAdvert>(said).priority, vrrp::Priority{100});
}

TEST(AnAdvert, OfAnotherVirtualRouterSaysNothing) {
    EXPECT_TRUE(std::holds_alternative<SaysNothing>(classified(samples::advert({.vrid = vrrp::Vrid{52}}))));
}

TEST(ARefusedAdvert, TellsWhetherItListsOurAddresses) {
    const auto ours = std::get<AdvertRefused>(classified(samples::advert({.hop_limit = 254})));
    EXPECT_EQ(ours.reason, vrrp::DropReason::ttl);
    EXPECT_EQ(ours.priority_for_ours, vrrp::Priority{100});
    const auto other =
        std::get<AdvertRefused>(classified(samples::advert({.hop_limit = 254, .address = ip("10.9.9.9")})));
    EXPECT_EQ(other.priority_for_ours, std::nullopt);
}

TEST(ARefusedAdvert, OfAVersionThatNobodyKnowsIsEvidenceToo) {
    net::Bytes bytes = samples::advert({});
    bytes.at(14 + 20) = 0x41;
    const Statement said = classified(bytes);
    ASSERT_TRUE(std::holds_alternative<AdvertRefused>(said));
    EXPECT_EQ(std::get<AdvertRefused>(said).reason, vrrp::DropReason::version);
}

TEST(Echoes, AreWhatLeftALittleWhileAgo) {
    Echoes echoes;
    const net::Instant start{std::chrono::hours{1}};
    const net::Bytes frame = samples::gratuitous_arp(virtual_mac, virtual_ip);
    EXPECT_FALSE(echoes.sent_lately(frame, start));
    echoes.sent(frame, start);
    EXPECT_TRUE(echoes.sent_lately(frame, start + milliseconds{20}));
    EXPECT_FALSE(echoes.sent_lately(frame, start + milliseconds{21}));
    EXPECT_FALSE(echoes.sent_lately(samples::gratuitous_arp(virtual_mac, peer_ip), start));
}

}  // namespace classify_test
}  // namespace holdfast::detector
