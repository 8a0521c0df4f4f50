// Networks that answer for every address, and what is believed until that is known.
#include <gmock/gmock.h>

#include "tests/unit/detector/audit_bench.hpp"

namespace holdfast::detector {
namespace oracle_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const net::Prefix network{ip("10.0.0.1"), 24};

// S49
class Oracle : public AuditTest {
protected:
    Oracle() {
        become(Role::master);
        audit.network({network}, {virtual_ip, peer_ip});
        stranger.member = false;
    }
    Source stranger = third;
};

TEST_F(Oracle, IsANetworkThatAnswersForAddressesThatNobodyHas) {
    everything_is_answered = true;
    answerers = {{.source = third}};
    run(seconds{12});
    EXPECT_FALSE(audit.trustworthy());
    EXPECT_THAT(verdicts(), ElementsAre("oracle_unreliable"));
    EXPECT_THAT(audit.conditions(now).front().reason, testing::StartsWith("52:54:00:00:00:03 answers for addresses"));
    EXPECT_THAT(audit.evidence(now), SizeIs(1));
    replies.clear();
    run(seconds{12});
    EXPECT_FALSE(scored());
}

TEST_F(Oracle, IsFoundOutBeforeItsFirstAnswerIsScored) {
    everything_is_answered = true;
    answerers = {{.source = stranger}};
    run(seconds{12});
    EXPECT_FALSE(audit.trustworthy());
    EXPECT_FALSE(scored());
    EXPECT_THAT(audit.take_deferred(), IsEmpty());
}

TEST_F(Oracle, IsLookedForAnewInEachRole) {
    run(seconds{12});
    become(Role::backup);
    become(Role::master);
    everything_is_answered = true;
    answerers = {{.source = stranger}};
    run(seconds{3});
    EXPECT_FALSE(audit.trustworthy());
    EXPECT_FALSE(scored());
}

TEST_F(Oracle, IsNoneWhereAStrangerAnswersForOursAlone) {
    answerers = {{.source = stranger}};
    run(milliseconds{1300});
    EXPECT_FALSE(scored());
    EXPECT_THAT(audit.take_deferred(), IsEmpty()) << "the canaries are still listened for";
    run(milliseconds{200});
    const auto deferred = audit.take_deferred();
    ASSERT_THAT(deferred, SizeIs(1));
    EXPECT_EQ(deferred.front().tally.answered, 3);
    EXPECT_THAT(audit.take_deferred(), IsEmpty()) << "once is enough";
    run(seconds{12});
    EXPECT_TRUE(scored());
}

TEST_F(Oracle, IsNotWaitedForWhereAMemberAnswers) {
    answerers = {{.source = peer}};
    run(milliseconds{600});
    EXPECT_TRUE(scored());
}

TEST_F(Oracle, IsBelievedAgainAfterSixRounds) {
    everything_is_answered = true;
    answerers = {{.source = third}};
    run(seconds{12});
    everything_is_answered = false;
    run(seconds{60});
    EXPECT_TRUE(audit.trustworthy());
    EXPECT_THAT(verdicts(), IsEmpty());
}

TEST_F(Oracle, IsAskedOncePerSixRounds) {
    run(seconds{50});
    std::vector<net::IpAddress> canaries;
    for (const Sent& s : sent) {
        if (s.probe.address != virtual_ip) canaries.push_back(s.probe.address);
    }
    ASSERT_THAT(canaries, SizeIs(2));
    for (const net::IpAddress& canary : canaries) EXPECT_TRUE(network.contains(canary)) << to_string(canary);
    run(seconds{15});
    EXPECT_THAT(probes(ProbeForm::anonymous, {}, canaries.front()), SizeIs(2));
}

}  // namespace oracle_test
}  // namespace holdfast::detector
