// What shows that nodes are configured differently, and what is only another group on our VRID.
#include "detector/drift.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/pace.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace drift_test {

using samples::ip;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;
using vrrp::DropReason;

constexpr net::Instant start{std::chrono::hours{1}};
const std::vector<net::IpAddress> ours{ip("10.0.0.10"), ip("10.0.0.11")};

WatchedInstance instance(vrrp::Priority priority = vrrp::Priority{100}) {
    WatchedInstance watched;
    watched.name = "web";
    watched.interface = "eth0";
    watched.vrid = vrrp::Vrid{51};
    watched.priority = priority;
    watched.addresses = ours;
    return watched;
}

Source source(std::uint32_t id, const char* who, bool member = true) {
    return {.id = IdentityId{id}, .who = who, .mac = "", .addresses = {ip(who)}, .member = member};
}
const Source peer = source(1, "10.0.0.2");
const Source third = source(2, "10.0.0.3");
const Source stranger = source(3, "10.0.0.66", false);

vrrp::Advertisement listing(std::vector<net::IpAddress> addresses, vrrp::Priority priority = vrrp::Priority{100}) {
    return {.vrid = vrrp::Vrid{51}, .priority = priority, .addresses = std::move(addresses)};
}

class DriftTest : public testing::Test {
protected:
    std::vector<std::string> verdicts() {
        std::vector<std::string> all;
        for (const Condition& c : drift.conditions()) all.emplace_back(label(c.verdict));
        return all;
    }
    void hear_twice(const Source& from, const vrrp::Advertisement& advert) {
        for (int i = 0; i < 2; ++i) drift.advert(from, advert, now += seconds{1});
    }
    void refuse_twice(const Source& from, DropReason reason) {
        for (int i = 0; i < 2; ++i) drift.refused(from, reason, now += seconds{1});
    }
    Condition only() {
        const std::vector<Condition> all = drift.conditions();
        return all.size() == 1 ? all.front() : Condition{};
    }
    net::Instant now = start;
    Drift drift{instance()};
};

// S22, S23, S24
class Refused : public DriftTest, public testing::WithParamInterface<DropReason> {};
INSTANTIATE_TEST_SUITE_P(Reasons, Refused,
                         testing::Values(DropReason::version, DropReason::ttl, DropReason::src, DropReason::dst,
                                         DropReason::checksum, DropReason::length, DropReason::auth_type,
                                         DropReason::auth_fail, DropReason::interval_mismatch, DropReason::address_list,
                                         DropReason::owner),
                         [](const auto& p) { return std::string{label(p.param)}; });

TEST_P(Refused, AreSaidWithTheExactReasonAndTrustedLikeStrangers) {
    refuse_twice(peer, GetParam());
    EXPECT_EQ(only().verdict, Verdict::misconfigured);
    EXPECT_EQ(only().reason, "10.0.0.2 sends adverts that are refused: " + std::string{label(GetParam())} + " on eth0");
    EXPECT_EQ(only().trust, Trust::anonymous);
}

TEST_F(DriftTest, OneRefusedAdvertIsAnAccident) {
    drift.refused(peer, DropReason::checksum, now);
    EXPECT_THAT(drift.conditions(), IsEmpty());
}

TEST_F(DriftTest, AnAdvertFromOurOwnAddressIsACloneAndNotMisconfigured) {
    refuse_twice(peer, DropReason::own_source);
    EXPECT_THAT(drift.conditions(), IsEmpty());
}

TEST_F(DriftTest, TellsTheReasonThatHoldsNow) {
    refuse_twice(peer, DropReason::version);
    refuse_twice(peer, DropReason::auth_fail);
    EXPECT_THAT(only().reason, EndsWith("auth_fail on eth0"));
}

struct ListCase {
    const char* name;
    std::vector<net::IpAddress> theirs;
    std::vector<std::string> verdicts;
    const char* reason;
};
void PrintTo(const ListCase& row, std::ostream* out) {
    *out << row.name;
}
class Lists : public DriftTest, public testing::WithParamInterface<ListCase> {};
INSTANTIATE_TEST_SUITE_P(
    Of, Lists,
    testing::Values(ListCase{"TheSame", {ip("10.0.0.10"), ip("10.0.0.11")}, {}, ""},
                    ListCase{"AnotherOrder", {ip("10.0.0.11"), ip("10.0.0.10")}, {}, ""},
                    ListCase{"OneMissing",
                             {ip("10.0.0.10")},
                             {"misconfigured"},
                             "10.0.0.2 advertises other addresses: not 10.0.0.11 on eth0"},
                    ListCase{"OneMore",
                             {ip("10.0.0.10"), ip("10.0.0.11"), ip("10.0.0.12")},
                             {"misconfigured"},
                             "10.0.0.2 advertises other addresses: also 10.0.0.12 on eth0"},
                    ListCase{"OneInsteadOfAnother",
                             {ip("10.0.0.10"), ip("10.0.0.12")},
                             {"misconfigured"},
                             "10.0.0.2 advertises other addresses: also 10.0.0.12, but not 10.0.0.11 on eth0"},
                    ListCase{"NoneOfOurs",
                             {ip("10.9.9.9")},
                             {"vrid_collision"},
                             "10.0.0.2 uses VRID 51 for other addresses: 10.9.9.9 on eth0"}),
    [](const auto& p) { return p.param.name; });

// S20, S21, S25
TEST_P(Lists, AreComparedByTheirAddressesAlone) {
    hear_twice(peer, listing(GetParam().theirs));
    EXPECT_EQ(verdicts(), GetParam().verdicts);
    EXPECT_EQ(only().reason, GetParam().reason);
}

TEST_F(DriftTest, TrustsAMembersListMoreThanAStrangers) {
    hear_twice(peer, listing({ip("10.0.0.10")}));
    EXPECT_EQ(only().trust, Trust::known_peer);
    Drift other{instance()};
    for (int i = 0; i < 2; ++i) other.advert(stranger, listing({ip("10.0.0.10")}), now);
    EXPECT_EQ(other.conditions().front().trust, Trust::anonymous);
}

TEST_F(DriftTest, WhoListsNoneOfOursIsAnAlienFromItsFirstAdvertOn) {
    drift.advert(peer, listing({ip("10.9.9.9")}), now);
    EXPECT_TRUE(drift.alien(peer.id));
    EXPECT_FALSE(drift.alien(third.id));
}

TEST_F(DriftTest, WhoClaimsOneOfOursIsNoAlienWhateverItLists) {
    hear_twice(peer, listing({ip("10.9.9.9")}));
    drift.claimed(peer.id);
    hear_twice(peer, listing({ip("10.9.9.9")}));
    EXPECT_FALSE(drift.alien(peer.id));
    EXPECT_THAT(verdicts(), ElementsAre("misconfigured"));
}

TEST_F(DriftTest, WhoListsOursAgainIsNoAlienAnyMore) {
    hear_twice(peer, listing({ip("10.9.9.9")}));
    drift.advert(peer, listing(ours), now);
    EXPECT_FALSE(drift.alien(peer.id));
    EXPECT_THAT(drift.conditions(), IsEmpty());
}

// S28
TEST(Priority255, OfAnotherBesideOursIsMisconfigured) {
    Drift drift{instance(vrrp::Priority{255})};
    for (int i = 0; i < 2; ++i) drift.advert(peer, listing(ours, vrrp::Priority{255}), start);
    EXPECT_EQ(drift.conditions().front().reason, "10.0.0.2 has priority 255, and is not the only one on eth0");
}

TEST_F(DriftTest, OneOwnerOfTheAddressesIsNotMisconfigured) {
    hear_twice(peer, listing(ours, vrrp::Priority{255}));
    EXPECT_THAT(drift.conditions(), IsEmpty());
    hear_twice(third, listing(ours, vrrp::Priority{255}));
    EXPECT_THAT(verdicts(), ElementsAre("misconfigured"));
}

// S26
TEST_F(DriftTest, ThePriorityThatWeHaveIsNotMisconfigured) {
    hear_twice(peer, listing(ours, vrrp::Priority{100}));
    EXPECT_THAT(drift.conditions(), IsEmpty());
}

TEST_F(DriftTest, AnotherIntervalOfVersion3IsNotMisconfigured) {
    vrrp::Advertisement advert = listing(ours);
    advert.interval = vrrp::Centiseconds{200};
    hear_twice(peer, advert);
    EXPECT_THAT(drift.conditions(), IsEmpty());
}

TEST_F(DriftTest, BelievesANeighbourThatItsSettingsDiffer) {
    Testimony testimony;
    testimony.node = "lb2";
    testimony.at = start;
    drift.told(testimony);
    EXPECT_THAT(drift.conditions(), IsEmpty());
    testimony.settings_differ = true;
    drift.told(testimony);
    drift.told(testimony);
    EXPECT_EQ(only().trust, Trust::authenticated);
    EXPECT_EQ(only().reason, "lb2 is configured otherwise: version, interval, addresses or authentication on eth0");
    EXPECT_EQ(drift.evidence().front().count, 1U);
}

TEST_F(DriftTest, SumsUpWhatHoldsAndTrustsTheBestOfIt) {
    refuse_twice(stranger, DropReason::ttl);
    hear_twice(peer, listing({ip("10.0.0.10")}));
    EXPECT_EQ(only().reason,
              "10.0.0.2 advertises other addresses: not 10.0.0.11 on eth0; "
              "10.0.0.66 sends adverts that are refused: ttl on eth0");
    EXPECT_EQ(only().trust, Trust::known_peer);
}

TEST_F(DriftTest, HasEvidenceForEachVerdict) {
    refuse_twice(peer, DropReason::auth_fail);
    ASSERT_THAT(drift.evidence(), SizeIs(1));
    const Evidence evidence = drift.evidence().front();
    EXPECT_EQ(evidence.kind, EvidenceKind::rejected_advert);
    EXPECT_EQ(evidence.count, 2U);
    EXPECT_EQ(evidence.last - evidence.first, seconds{1});
}

TEST_F(DriftTest, EndsWhenNothingSpokeForItForTheClearingTime) {
    refuse_twice(peer, DropReason::auth_fail);
    EXPECT_EQ(drift.deadline(), now + 3 * master_down_interval(instance(), {}));
    drift.advance(*drift.deadline() - milliseconds{1});
    EXPECT_THAT(drift.conditions(), SizeIs(1));
    drift.advance(*drift.deadline());
    EXPECT_THAT(drift.conditions(), IsEmpty());
    EXPECT_FALSE(drift.deadline());
}

TEST_F(DriftTest, AFloodFromChangingSourcesIsBoundedAndHidesNoMember) {
    for (std::uint32_t i = 100; i < 10'000; ++i) {
        Source forged = stranger;
        forged.id = IdentityId{i};
        drift.refused(forged, DropReason::auth_fail, now);
        drift.refused(forged, DropReason::auth_fail, now);
        if (i == 5'000) hear_twice(peer, listing({ip("10.0.0.10")}));
    }
    EXPECT_THAT(drift.evidence(), SizeIs(Drift::limit));
    EXPECT_THAT(only().reason, testing::StartsWith("10.0.0.2 advertises other addresses: not 10.0.0.11"));
}

}  // namespace drift_test
}  // namespace holdfast::detector
