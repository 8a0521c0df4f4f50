// The probe just before a take-over: who still answers then will be there beside us.
#include <gmock/gmock.h>

#include "tests/unit/detector/audit_bench.hpp"

namespace holdfast::detector {
namespace preview_test {

using testing::IsEmpty;
using testing::SizeIs;

class Preview : public AuditTest, public testing::WithParamInterface<net::Duration> {
protected:
    Preview() : AuditTest{GetParam()} {
        watched = instance(GetParam());
        become(Role::backup);
        answerers = {{.source = peer}};
        run_as_backup(seconds{15} + GetParam() / 2);
        advert();
        audit.postpone(now + seconds{100});
        last_advert = now;
        sent.clear();
        replies.clear();
    }
    net::Instant last_advert;
};
INSTANTIATE_TEST_SUITE_P(Intervals, Preview, testing::Values(milliseconds{10}, milliseconds{100}, seconds{1}),
                         [](const auto& p) { return std::to_string(p.param / milliseconds{1}) + "ms"; });

// S05, S07
TEST_P(Preview, OfAnOwnerThatStaysIsEvidenceForTheNewMasterAtOnce) {
    run(down());
    const auto inherited = become(Role::master);
    ASSERT_THAT(inherited, SizeIs(1));
    EXPECT_EQ(inherited.front().source.id, peer.id);
    EXPECT_EQ(inherited.front().address, virtual_ip);
    EXPECT_EQ(inherited.front().tally.answered, inherited.front().tally.sent);
    EXPECT_EQ(inherited.front().tally.sent, GetParam() >= seconds{1} ? 3 : 1);
}

TEST_P(Preview, ComesWithinTheLastIntervalBeforeTheTakeOver) {
    run(down());
    const auto asked = probes(ProbeForm::anonymous, last_advert);
    ASSERT_THAT(asked, SizeIs(GetParam() >= seconds{1} ? 3 : 1));
    EXPECT_GE(asked.front(), down() - GetParam());
    EXPECT_GT(asked.back(), 11 * GetParam() / 4);  // when the guard of a dying owner has removed the address
    EXPECT_LT(asked.back(), down());
}

// S31 with a guard
TEST_P(Preview, OfAnOwnerWhoseGuardRemovesTheAddressIsNoEvidence) {
    run(11 * GetParam() / 4);
    answerers.clear();
    run(down() - 11 * GetParam() / 4);
    EXPECT_THAT(become(Role::master), IsEmpty());
}

TEST_P(Preview, IsNoEvidenceWhenTheTakeOverCameLater) {
    run(2 * down());
    EXPECT_THAT(become(Role::master), IsEmpty());
}

TEST_P(Preview, IsCancelledByAnAdvert) {
    run(down() / 2);
    advert();
    run(down() - GetParam() - milliseconds{1});
    EXPECT_THAT(probes(ProbeForm::anonymous, last_advert), IsEmpty());
}

// S03: it serves until it hears us.
TEST_P(Preview, IsCancelledByAResignation) {
    run(GetParam() / 4);
    audit.resigned();
    run(down());
    EXPECT_THAT(probes(ProbeForm::anonymous, last_advert), IsEmpty());
    EXPECT_THAT(become(Role::master), IsEmpty());
}

TEST_P(Preview, ProvesNothingWhenTheMasterWasHeardAfterIt) {
    run(down() - GetParam() / 20);
    advert();
    EXPECT_THAT(become(Role::master), IsEmpty());
}

TEST_P(Preview, MayBeAnsweredAfterTheTakeOver) {
    answerers.clear();
    run(down() - GetParam() / 8);  // the last probe goes out
    become(Role::master);
    const auto reply = audit.answered(peer, virtual_ip, ProbeForm::anonymous, false, now + milliseconds{1});
    EXPECT_EQ(reply.meaning, Audit::Meaning::scored);
}

TEST_P(Preview, ComesAtMostOnceASecond) {
    const net::Instant begin = now;
    for (int i = 0; i < 40; ++i) {
        run(down() - GetParam() / 20);
        advert();
    }
    const auto seconds_passed = (now - begin) / seconds{1};
    const long probes_each = GetParam() >= seconds{1} ? 3 : 1;
    EXPECT_LE(std::ssize(probes(ProbeForm::anonymous, begin)), probes_each * (seconds_passed + 1));
    EXPECT_THAT(probes(ProbeForm::anonymous, begin), Not(IsEmpty()));
}

// The first of three probes then comes while the dying owner still has the address.
TEST_F(AuditTest, APreviewThatOnlyBeganWithAnAnswerIsNoEvidence) {
    OwnRole own;
    own.instance = "web";
    own.role = Role::backup;
    own.since = now;
    own.master_down_interval = seconds{3};
    audit.role(own, now);
    answerers = {{.source = peer}};
    advert();
    run(milliseconds{2750});
    ASSERT_EQ(scored()->answered, 2);
    answerers.clear();
    run(milliseconds{250});
    own.role = Role::master;
    own.since = now;
    EXPECT_THAT(audit.role(own, now), IsEmpty());
}

TEST_F(AuditTest, ABackupThatIsWithdrawnAsksForNoPreview) {
    become(Role::backup, true);
    run_as_backup(milliseconds{15'500});
    const net::Instant start = now;
    audit.postpone(now + seconds{20});
    run(down());
    EXPECT_THAT(probes(ProbeForm::anonymous, start), IsEmpty());
}

}  // namespace preview_test
}  // namespace holdfast::detector
