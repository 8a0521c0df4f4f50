// Which unused addresses are probed, and what their answers say about the network.
#include "detector/canary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace canary_test {

using samples::ip;
using samples::peer_ip;
using samples::virtual_ip;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr net::Instant now{std::chrono::hours{1}};
const net::Prefix network{ip("10.0.0.1"), 24};

class CanaryTest : public testing::Test {
protected:
    using Macs = std::vector<std::string>;

    CanaryTest() { canary.place(virtual_ip, {network}, {virtual_ip, peer_ip}); }
    // A round in which these MACs answer for the first, the second canary; "": nobody. False: none was asked.
    bool round(const Macs& macs = {"", ""}) {
        canary.begin({});
        const auto asked = canary.probe();
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (!macs.at(i).empty()) canary.answered(asked[i], macs.at(i));
        }
        canary.end(now);
        return !asked.empty();
    }
    // Until the next check.
    void check(const Macs& macs) {
        while (!round(macs)) continue;
    }
    Canary canary;
};

TEST_F(CanaryTest, ProbesTwoAddressesOfTheNetworkOnceInSixRounds) {
    for (int checks = 0; checks < 3; ++checks) {
        EXPECT_TRUE(round());
        for (int i = 1; i < Canary::rounds_between_checks; ++i) EXPECT_FALSE(round());
    }
    EXPECT_TRUE(canary.trustworthy());
}

TEST_F(CanaryTest, AsksOnceInARound) {
    canary.begin({});
    EXPECT_THAT(canary.probe(), SizeIs(2));
    EXPECT_THAT(canary.probe(), IsEmpty());
}

TEST(CanaryChoice, IsTheSameEachTimeAndNeverAnAddressInUse) {
    const net::Prefix small{ip("10.0.0.1"), 29};
    std::vector<net::IpAddress> used;
    for (const char* host : {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.5"}) used.push_back(ip(host));
    for (int i = 0; i < 2; ++i) {
        Canary canary;
        canary.place(ip("10.0.0.2"), {small}, used);
        EXPECT_THAT(canary.addresses(), testing::UnorderedElementsAre(ip("10.0.0.4"), ip("10.0.0.6")));
    }
}

TEST(CanaryChoice, IsOfTheNetworkOfOurAddress) {
    Canary canary;
    canary.place(ip("2001:db8:1::10"), {{ip("10.0.0.1"), 24}, {ip("fe80::1"), 64}, {ip("2001:db8:1::1"), 64}}, {});
    for (const net::IpAddress& chosen : canary.addresses()) {
        EXPECT_TRUE((net::Prefix{ip("2001:db8:1::"), 64}.contains(chosen))) << to_string(chosen);
    }
    EXPECT_NE(canary.addresses().front(), canary.addresses().back());
}

class NoRoom : public testing::TestWithParam<net::Prefix> {};
INSTANTIATE_TEST_SUITE_P(Networks, NoRoom,
                         testing::Values(net::Prefix{ip("10.0.0.10"), 32}, net::Prefix{ip("10.0.0.8"), 30},
                                         net::Prefix{ip("10.7.0.1"), 24}));

TEST_P(NoRoom, IsNoReasonForMistrust) {
    Canary canary;
    canary.place(virtual_ip, {GetParam()}, {});
    canary.begin({});
    EXPECT_THAT(canary.probe(), IsEmpty());
    canary.end(now);
    EXPECT_TRUE(canary.trustworthy());
}

TEST_F(CanaryTest, OneThatIsAnsweredIsAHostAndAnotherIsTaken) {
    const auto before = canary.addresses();
    check({"52:54:00:00:00:09", ""});
    EXPECT_TRUE(canary.trustworthy());
    EXPECT_THAT(canary.addresses(), Not(Contains(before.front())));
    EXPECT_THAT(canary.addresses(), Contains(before.back()));
}

TEST_F(CanaryTest, OneThatSpeaksUpIsAHostAndAnotherIsTaken) {
    const auto before = canary.addresses();
    canary.seen(before.back());
    EXPECT_THAT(canary.addresses(), Not(Contains(before.back())));
}

TEST_F(CanaryTest, BothAnsweredByOneIsAnOracle) {
    check({"a", "a"});
    EXPECT_FALSE(canary.trustworthy());
    EXPECT_EQ(canary.oracle().mac, "a");
    EXPECT_EQ(canary.oracle().count, 2U);
    EXPECT_FALSE(round());
}

TEST_F(CanaryTest, AnAnswerIsNotTakenForAHostThatSpeaksUp) {
    canary.begin({});
    for (const net::IpAddress& address : canary.probe()) {
        canary.seen(address);
        canary.answered(address, "a");
    }
    canary.end(now);
    EXPECT_FALSE(canary.trustworthy());
}

TEST_F(CanaryTest, BothAnsweredByDifferentHostsIsACrowdedNetworkAtFirst) {
    check({"a", "b"});
    EXPECT_TRUE(canary.trustworthy());
    EXPECT_TRUE(round({"c", "d"})) << "looks again at once";
    EXPECT_TRUE(canary.trustworthy());
    EXPECT_TRUE(round({"e", "f"}));
    EXPECT_FALSE(canary.trustworthy());
}

TEST_F(CanaryTest, AnOracleStaysOneWhoeverItAnswersAs) {
    check({"a", "a"});
    check({"a", "b"});
    EXPECT_FALSE(canary.trustworthy());
}

TEST_F(CanaryTest, IsTrustedAgainWhenNobodyAnswersForThem) {
    check({"a", "a"});
    check({"a", ""});
    EXPECT_TRUE(canary.trustworthy());
}

TEST_F(CanaryTest, StartsAnewInAnotherNetwork) {
    check({"a", "a"});
    canary.place(virtual_ip, {network}, {virtual_ip, peer_ip});
    EXPECT_FALSE(canary.trustworthy());
    canary.place(virtual_ip, {{ip("10.0.0.1"), 16}}, {virtual_ip, peer_ip});
    EXPECT_TRUE(canary.trustworthy());
    EXPECT_TRUE(round());
}

TEST_F(CanaryTest, TakesNoAnswerWhileItDoesNotAsk) {
    check({"", ""});
    EXPECT_FALSE(canary.asks(canary.addresses().front()));
    for (const net::IpAddress& address : canary.addresses()) canary.answered(address, "a");
    for (int i = 0; i < 2 * Canary::rounds_between_checks; ++i) round();
    EXPECT_TRUE(canary.trustworthy());
}

struct ControlCase {
    const char* name;
    std::vector<std::vector<std::string>> answers;  // MACs, to each of three probes
    bool reached, gaps, duplicates;
};
void PrintTo(const ControlCase& row, std::ostream* out) {
    *out << row.name;
}
class Control : public CanaryTest, public testing::WithParamInterface<ControlCase> {};
INSTANTIATE_TEST_SUITE_P(
    Answers, Control,
    testing::Values(ControlCase{"None", {{}, {}, {}}, false, false, false},
                    ControlCase{"OneEach", {{"a"}, {"a"}, {"a"}}, true, false, false},
                    ControlCase{"OneMissing", {{"a"}, {}, {"a"}}, true, true, false},
                    ControlCase{"EachTwice", {{"a", "a"}, {"a", "a"}, {"a", "a"}}, true, false, true},
                    ControlCase{"FromTwoInterfaces", {{"a", "b"}, {"b", "a"}, {"a", "b"}}, true, false, false}),
    [](const auto& p) { return p.param.name; });

TEST_P(Control, TellsOfTheNetwork) {
    canary.begin(peer_ip);
    for (const auto& macs : GetParam().answers) {
        EXPECT_THAT(canary.probe(), Contains(peer_ip));
        for (const std::string& mac : macs) canary.answered(peer_ip, mac);
    }
    canary.end(now);
    EXPECT_EQ(canary.reached(), GetParam().reached);
    EXPECT_EQ(canary.gaps(), GetParam().gaps);
    EXPECT_EQ(canary.duplicates(), GetParam().duplicates);
}

}  // namespace canary_test
}  // namespace holdfast::detector
