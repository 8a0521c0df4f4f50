// The rounds of probes: when each goes out, and who answered how many.
#include "detector/prober.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {
namespace prober_test {

using samples::third_ip;
using samples::virtual_ip;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Step = Prober::Step;

constexpr net::Instant start{std::chrono::hours{1}};
constexpr IdentityId peer{1};
constexpr IdentityId other{2};

class ProberTest : public testing::Test {
protected:
    // Steps until `end`, with their times.
    std::vector<std::pair<net::Duration, Step>> steps(net::Duration end) {
        std::vector<std::pair<net::Duration, Step>> all;
        while (prober.deadline() && *prober.deadline() <= start + end) {
            const net::Instant now = *prober.deadline();
            if (const auto step = prober.due(now)) all.emplace_back(now - start, *step);
        }
        return all;
    }
    std::optional<Prober::Tally> answer(IdentityId who, bool shared_mac = false) {
        return prober.answered(virtual_ip, who, ProbeForm::anonymous, shared_mac, prober.last_sent());
    }
    // Three probes, each answered by each of these.
    Prober::Tally round_answered_by(const std::vector<IdentityId>& owners, bool shared_mac = false) {
        prober.begin(start);
        Prober::Tally tally;
        for (int i = 0; i < Prober::probes_in_round; ++i) {
            prober.due(*prober.deadline());
            for (const IdentityId who : owners) tally = *answer(who, shared_mac);
        }
        return tally;
    }
    Prober prober{"web", seconds{10}};
};

TEST_F(ProberTest, ARoundIsThreeAnonymousProbesThenOneFromUsThenListening) {
    prober.begin(start);
    using std::pair;
    EXPECT_THAT(steps(seconds{5}),
                ElementsAre(pair(milliseconds{0}, Step::anonymous), pair(milliseconds{300}, Step::anonymous),
                            pair(milliseconds{600}, Step::anonymous), pair(milliseconds{900}, Step::from_us),
                            pair(milliseconds{1900}, Step::over)));
}

TEST_F(ProberTest, AuditsNeverLaterThanTheIntervalAndNotAllAtOnce) {
    std::set<net::Duration> waits;
    for (int i = 0; i < 50; ++i) {
        Prober one{"web" + std::to_string(i), seconds{10}};
        one.begin(start);
        while (one.due(*one.deadline()) != Step::over) continue;
        waits.insert(*one.deadline() - start);
    }
    EXPECT_LE(*waits.rbegin(), seconds{10});
    EXPECT_GE(*waits.begin(), seconds{8});
    EXPECT_THAT(waits, SizeIs(testing::Gt(25U)));
}

TEST_F(ProberTest, BurstsFollowEachOtherAfterTwoSeconds) {
    prober.burst(start);
    EXPECT_EQ(steps(seconds{1}).size(), 4U);
    prober.burst(start + milliseconds{1999});
    EXPECT_THAT(steps(milliseconds{2999}), ElementsAre(std::pair(milliseconds{1900}, Step::over)));
    prober.burst(start + seconds{3});
    EXPECT_EQ(prober.deadline(), start + seconds{3});
}

TEST_F(ProberTest, ABurstDoesNotInterruptARound) {
    prober.begin(start);
    steps(milliseconds{300});
    prober.burst(start + milliseconds{400});
    EXPECT_EQ(prober.deadline(), start + milliseconds{600});
}

TEST_F(ProberTest, APreviewIsShortAndAsksNobodyByName) {
    prober.begin(start + seconds{3});
    prober.preview(start, 2);
    EXPECT_TRUE(prober.previewing());
    EXPECT_THAT(steps(milliseconds{600}),
                ElementsAre(std::pair(milliseconds{0}, Step::anonymous), std::pair(milliseconds{300}, Step::anonymous),
                            std::pair(milliseconds{600}, Step::over)));
}

TEST_F(ProberTest, APreviewPutsOffNoAudit) {
    prober.begin(start + seconds{3});
    prober.preview(start, 1);
    steps(seconds{1});
    EXPECT_EQ(prober.deadline(), start + seconds{3});
}

TEST_F(ProberTest, ARoundThatIsWantedReplacesAPreview) {
    prober.preview(start, 3);
    steps(milliseconds{0});
    prober.begin(start + milliseconds{200});
    EXPECT_EQ(prober.deadline(), start + milliseconds{200});
}

TEST_F(ProberTest, CountsOneAnswerOfEachOwnerForEachProbe) {
    prober.begin(start);
    prober.due(start);
    EXPECT_EQ(answer(peer)->answered, 1);
    EXPECT_EQ(answer(peer)->answered, 1);
    EXPECT_EQ(answer(other)->answered, 1);
    prober.due(start + Prober::spacing);
    EXPECT_EQ(answer(peer)->answered, 2);
    EXPECT_EQ(answer(peer)->sent, 2);
    EXPECT_EQ(prober.answered(virtual_ip), 2);
    EXPECT_EQ(prober.answered(third_ip), 0);
}

TEST_F(ProberTest, AgainWithoutAnswersAtEachRound) {
    round_answered_by({peer});
    steps(seconds{10});
    EXPECT_THAT(prober.answers(), IsEmpty());
}

TEST_F(ProberTest, TakesNothingForAnAnswerThatItDidNotAskForLately) {
    const auto answer_at = [&](ProbeForm form, net::Duration after) {
        return prober.answered(virtual_ip, peer, form, false, start + after).has_value();
    };
    EXPECT_FALSE(answer_at(ProbeForm::anonymous, seconds{0}));
    prober.begin(start);
    steps(seconds{1});
    EXPECT_TRUE(answer_at(ProbeForm::anonymous, milliseconds{1600}));
    EXPECT_FALSE(answer_at(ProbeForm::anonymous, milliseconds{1601}));
    EXPECT_TRUE(answer_at(ProbeForm::from_us, milliseconds{1900}));
    EXPECT_FALSE(answer_at(ProbeForm::from_us, milliseconds{1901}));
}

TEST_F(ProberTest, AnAnswerToTheProbeFromUsIsNoneToTheAnonymousOnes) {
    prober.begin(start);
    EXPECT_FALSE(prober.answered(virtual_ip, peer, ProbeForm::from_us, false, start));
    steps(seconds{1});
    EXPECT_EQ(prober.answered(virtual_ip, peer, ProbeForm::from_us, false, start + seconds{1})->answered, 0);
    EXPECT_TRUE(prober.answers().front().from_us);
}

struct OwnersCase {
    const char* name;
    std::vector<IdentityId> answering;  // each probe
    bool shared_mac;
    int owners;
};
void PrintTo(const OwnersCase& row, std::ostream* out) {
    *out << row.name;
}
class Owners : public ProberTest, public testing::WithParamInterface<OwnersCase> {};
INSTANTIATE_TEST_SUITE_P(Of, Owners,
                         testing::Values(OwnersCase{"OneNode", {peer}, false, 1},
                                         OwnersCase{"OneNodeWhoseFramesComeTwice", {peer, peer}, false, 1},
                                         OwnersCase{"TwoNodes", {peer, other}, false, 2},
                                         OwnersCase{"OneVirtualMac", {peer}, true, 1},
                                         OwnersCase{"TheSameVirtualMacTwice", {peer, peer}, true, 2}),
                         [](const auto& p) { return p.param.name; });

TEST_P(Owners, AreThoseThatAtLeastTwoProbesShow) {
    EXPECT_EQ(round_answered_by(GetParam().answering, GetParam().shared_mac).owners, GetParam().owners);
}

TEST_F(ProberTest, WhoAnswersByAnotherMacIsNotAlike) {
    prober.begin(start);
    for (int i = 0; i < Prober::probes_in_round; ++i) {
        prober.due(start + i * Prober::spacing);
        answer(other);
        answer(peer, true);
    }
    EXPECT_EQ(prober.tally(prober.answers().back()).owners, 2);
    EXPECT_EQ(prober.tally(prober.answers().back()).alike, 1);
}

TEST_F(ProberTest, ASecondOwnerOfOneProbeAloneIsNone) {
    prober.begin(start);
    prober.due(start);
    answer(other);
    EXPECT_EQ(answer(peer)->owners, 0);
    prober.due(start + Prober::spacing);
    EXPECT_EQ(answer(peer)->owners, 1);
}

TEST_F(ProberTest, ForgetsNothingOfWhatItKnowsInAFloodOfAnswers) {
    prober.begin(start);
    prober.due(start);
    answer(peer);
    for (std::uint32_t i = 100; i < 10'000; ++i) answer(IdentityId{i});
    EXPECT_THAT(prober.answers(), SizeIs(Prober::answers_limit));
    EXPECT_EQ(prober.answers().front().who, peer);
}

}  // namespace prober_test
}  // namespace holdfast::detector
