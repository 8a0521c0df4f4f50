// The small parts: reachability, pings, the evidence trail, the verdicts' table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detector/ledger.hpp"
#include "detector/owners.hpp"
#include "detector/pinger.hpp"
#include "detector/reachability.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace parts_test {

using samples::peer_ip;
using samples::third_ip;
using samples::virtual_ip;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::Instant start{std::chrono::hours{1}};

TEST(Reachability, GoesDownAfterFallLossesInARow) {
    Reachability target{peer_ip, 3, 6};
    EXPECT_FALSE(target.lost());
    EXPECT_FALSE(target.lost());
    EXPECT_TRUE(target.lost());
    EXPECT_FALSE(target.up());
}

TEST(Reachability, StartsCountingAgainAtEachAnswer) {
    Reachability target{peer_ip, 3, 6};
    for (int i = 0; i < 10; ++i) {
        target.lost();
        target.lost();
        target.answered(milliseconds{1});
    }
    EXPECT_TRUE(target.up());
    EXPECT_EQ(target.report().lost, 20U);
}

TEST(Reachability, ComesUpAfterRiseAnswersInARow) {
    Reachability target{peer_ip, 1, 3};
    target.lost();
    EXPECT_FALSE(target.answered(milliseconds{1}));
    EXPECT_FALSE(target.answered(milliseconds{1}));
    EXPECT_TRUE(target.answered(milliseconds{1}));
}

TEST(Reachability, IsProvenByTheFirstAnswerOnly) {
    Reachability target{peer_ip, 3, 6};
    EXPECT_FALSE(target.proven());
    target.answered(milliseconds{1});
    EXPECT_TRUE(target.proven());
}

TEST(Pinger, CountsAnEchoAsLostWhenTheNextIsDue) {
    Pinger pinger{seconds{1}, start};
    pinger.retarget({peer_ip, third_ip});
    const auto first = pinger.due(start);
    ASSERT_TRUE(first);
    EXPECT_THAT(first->send, testing::ElementsAre(peer_ip, third_ip));
    EXPECT_EQ(pinger.answered(third_ip, first->sequence, start + milliseconds{4}), milliseconds{4});
    EXPECT_FALSE(pinger.due(start + milliseconds{999}));
    EXPECT_THAT(pinger.due(start + seconds{1})->lost, testing::ElementsAre(peer_ip));
}

TEST(Pinger, BelievesNoAnswerTwiceLateOrUnasked) {
    Pinger pinger{seconds{1}, start};
    pinger.retarget({peer_ip});
    const std::uint16_t first = pinger.due(start)->sequence;
    EXPECT_FALSE(pinger.answered(third_ip, first, start));
    EXPECT_TRUE(pinger.answered(peer_ip, first, start));
    EXPECT_FALSE(pinger.answered(peer_ip, first, start));
    pinger.due(start + seconds{1});
    EXPECT_FALSE(pinger.answered(peer_ip, first, start + seconds{1}));
}

TEST(Ledger, CountsWhatRepeatsAndKeepsItsFirstTime) {
    Ledger ledger;
    Evidence claim{.kind = EvidenceKind::claim,
                   .who = "a",
                   .mac = "",
                   .where = "eth0",
                   .what = "one",
                   .first = start,
                   .last = start,
                   .count = 1};
    ledger.record(claim);
    claim.first = claim.last = start + seconds{1};
    ledger.record(claim);
    ASSERT_EQ(ledger.entries().size(), 1U);
    EXPECT_EQ(ledger.entries().front().count, 2U);
    EXPECT_EQ(ledger.entries().front().first, start);
    EXPECT_EQ(summary(ledger.entries()), "claim from a x2");
}

TEST(Ledger, SummaryTellsOfManyOnlyTheFirst) {
    const std::vector<Evidence> many(7, Evidence{.kind = EvidenceKind::loop,
                                                 .who = "us",
                                                 .mac = "",
                                                 .where = "",
                                                 .what = "",
                                                 .first = start,
                                                 .last = start,
                                                 .count = 1});
    EXPECT_EQ(summary(many),
              "loop from us x1, loop from us x1, loop from us x1, loop from us x1, loop from us x1 and 2 more");
}

TEST(Ledger, ForgetsWhatIsOldButNotTheTotals) {
    Ledger ledger;
    ledger.record({.kind = EvidenceKind::claim,
                   .who = "a",
                   .mac = "",
                   .where = "",
                   .what = "",
                   .first = start,
                   .last = start,
                   .count = 1});
    ledger.forget_before(start + seconds{1});
    EXPECT_THAT(ledger.entries(), testing::IsEmpty());
    EXPECT_EQ(ledger.totals().at(static_cast<std::size_t>(EvidenceKind::claim)), 1U);
}

TEST(Owners, WhoFellSilentWhenAnotherBeganWasSucceeded) {
    Owners owners;
    owners.seen(virtual_ip, IdentityId{1}, start);
    owners.seen(virtual_ip, IdentityId{2}, start + seconds{1});
    EXPECT_EQ(owners.visible(virtual_ip, start), 1);
    owners.seen(virtual_ip, IdentityId{1}, start + seconds{2});
    EXPECT_EQ(owners.visible(virtual_ip, start), 2);
}

TEST(Verdict, HasTheSeverityOfTheTable) {
    EXPECT_EQ(severity(Verdict::healthy), Severity::ok);
    EXPECT_EQ(severity(Verdict::transition), Severity::info);
    EXPECT_EQ(severity(Verdict::suspected), Severity::warning);
    EXPECT_EQ(severity(Verdict::split_brain), Severity::critical);
    EXPECT_EQ(severity(Verdict::blind), Severity::warning);
    EXPECT_EQ(label(Verdict::blind), "blind");
    EXPECT_EQ(label(Verdict::master_blackhole), "master_blackhole");
    EXPECT_EQ(label(Trust::anonymous), "T4");
}

}  // namespace parts_test
}  // namespace holdfast::detector
