// When the addresses are asked for, and what the answers mean.
#include <random>

#include <gmock/gmock.h>

#include "tests/unit/detector/audit_bench.hpp"

namespace holdfast::detector {
namespace audit_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(AuditTest, AMasterAsksAtOnceAndThenAtEachInterval) {
    become(Role::backup);
    become(Role::master);
    const net::Instant start = now;
    run(seconds{30});
    const auto asked = probes(ProbeForm::anonymous, start);
    ASSERT_GE(asked.size(), 9U);
    EXPECT_THAT(std::vector(asked.begin(), asked.begin() + 3),
                ElementsAre(milliseconds{500}, milliseconds{800}, milliseconds{1100}));
    EXPECT_LE(asked.at(3) - asked.at(0), seconds{10});
    EXPECT_THAT(probes(ProbeForm::from_us, start).front(), milliseconds{1400});
}

TEST_F(AuditTest, AMasterThatNobodyAnswersIsInNoHurry) {
    become(Role::backup);
    answerers = {{.source = peer}};
    run_as_backup(seconds{5});
    answerers.clear();
    become(Role::master);
    const net::Instant start = now;
    run(seconds{5});
    EXPECT_THAT(probes(ProbeForm::anonymous, start), SizeIs(3));
}

TEST_F(AuditTest, ABackupAsksToo) {
    become(Role::backup);
    const net::Instant start = now;
    run_as_backup(seconds{30});
    EXPECT_GE(probes(ProbeForm::anonymous, start).size(), 9U);
    EXPECT_LE(probes(ProbeForm::anonymous, start).front(), seconds{2});
}

TEST_F(AuditTest, NobodyAsksWhileTheLinkIsDown) {
    audit.link(false, now);
    become(Role::backup);
    become(Role::master);
    audit.suspect(true);
    run(seconds{30});
    EXPECT_THAT(sent, IsEmpty());
    EXPECT_FALSE(audit.deadline());
}

TEST_F(AuditTest, SuspicionAsksEveryTwoSeconds) {
    become(Role::master);
    run(seconds{4});
    audit.suspect(true);
    const net::Instant start = now;
    settle();
    run(seconds{10});
    EXPECT_THAT(probes(ProbeForm::anonymous, start), SizeIs(testing::Ge(15U)));
    EXPECT_EQ(probes(ProbeForm::anonymous, start).front(), seconds{0});
}

TEST_F(AuditTest, IPv6IsNotAskedFromUsSinceProxiesAnswerBoth) {
    watched.family = net::Family::ipv6;
    watched.addresses = {ip("fe80::10")};
    audit = Audit{watched, seconds{10}, now};
    audit.link(true, now);
    become(Role::master);
    run(seconds{5});
    EXPECT_THAT(sent, SizeIs(3));
}

// S32, S33
TEST_F(AuditTest, WhoAnswersAMasterIsScored) {
    answerers = {{.source = peer}};
    become(Role::master);
    run(seconds{2});
    EXPECT_EQ(scored()->answered, 3);
    EXPECT_EQ(scored()->sent, 3);
    EXPECT_EQ(scored()->owners, 1);
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(AuditTest, WhatWasNotAskedIsAClaim) {
    become(Role::master);
    EXPECT_EQ(audit.answered(peer, virtual_ip, ProbeForm::anonymous, false, now).meaning, Audit::Meaning::unasked);
    run(seconds{1});
    EXPECT_EQ(audit.answered(peer, third_ip, ProbeForm::anonymous, false, now).meaning, Audit::Meaning::unasked);
    EXPECT_EQ(audit.answered(peer, virtual_ip, ProbeForm::from_us, false, now).meaning, Audit::Meaning::unasked);
}

// --- the matrix of a backup (splitbrain.md §2.5) ---

struct MatrixRow {
    const char* name;
    bool adverts;
    int answering;  // hosts
    std::vector<std::string> verdicts;
    int owners;
};
void PrintTo(const MatrixRow& row, std::ostream* out) {
    *out << row.name;
}
class Matrix : public AuditTest, public testing::WithParamInterface<MatrixRow> {};
INSTANTIATE_TEST_SUITE_P(Of, Matrix,
                         testing::Values(MatrixRow{"AdvertsAndOneAnswerAreHealthy", true, 1, {}, 1},
                                         MatrixRow{"AdvertsAndTwoAnswersAreTwoOwners", true, 2, {}, 2},
                                         MatrixRow{"AdvertsAndNoAnswerAreABlackhole", true, 0, {"master_blackhole"}, 0},
                                         MatrixRow{"NoAdvertsAndOneAnswerAreAnOwner", false, 1, {}, 1},
                                         MatrixRow{"NoAdvertsAndNoAnswerAreUnowned", false, 0, {"unowned"}, 0}),
                         [](const auto& p) { return p.param.name; });

TEST_P(Matrix, OfAdvertsAndAnswersIsRead) {
    answerers = {{.source = peer}, {.source = third, .alive = GetParam().answering > 1}};
    become(Role::backup, true);  // that does not take over itself
    run_as_backup(seconds{15});
    answerers.front().alive = GetParam().answering > 0;
    replies.clear();
    run(seconds{25}, GetParam().adverts ? &peer : nullptr);
    EXPECT_EQ(verdicts(), GetParam().verdicts);
    EXPECT_EQ(scored().value_or(Prober::Tally{}).owners, GetParam().owners);
    EXPECT_EQ(audit.evidence(now).size(), GetParam().verdicts.size());
}

class Blackhole : public AuditTest {
protected:
    Blackhole() {
        become(Role::backup);
        answerers = {{.source = peer}, {.source = peer, .address = peer_ip}};
    }
    void answers_alive(bool alive) {
        for (Answerer& a : answerers) a.alive = alive;
    }
    bool holds() { return std::ranges::count(verdicts(), "master_blackhole") > 0; }
};

// S18, S45
TEST_F(Blackhole, IsKnownAnAuditAndItsConfirmationAfterTheLastAnswer) {
    run_as_backup(seconds{15});
    answerers.clear();
    run_as_backup(seconds{12});
    EXPECT_TRUE(holds());
    const net::Instant known = now;
    run_as_backup(seconds{40});
    EXPECT_THAT(probes(ProbeForm::anonymous, known), SizeIs(testing::Le(3U * 6U))) << "there is no hurry any more";
    EXPECT_EQ(audit.conditions(now).front().reason,
              "10.0.0.2 (52:54:00:00:00:02) advertises as master on eth0, but nobody answers for 10.0.0.10");
    EXPECT_EQ(audit.evidence(now).front().kind, EvidenceKind::silence);
}

// S13: it died, and takes its address along.
TEST_F(Blackhole, IsNotSaidOfAMasterThatIsSilentInEveryWay) {
    run_as_backup(seconds{15});
    answers_alive(false);
    while (!audit.waits_for_advert()) run_as_backup(milliseconds{10});  // that was its last advert
    for (const net::Instant until = now + 2 * down(); now < until;) {
        run(milliseconds{10});
        ASSERT_FALSE(holds());
    }
}

TEST_F(Blackhole, NeedsMoreThanOneSilentRound) {
    run_as_backup(seconds{15});
    answerers.front().alive = false;
    const std::size_t rounds = probes(ProbeForm::from_us, {}).size();
    while (probes(ProbeForm::from_us, {}).size() == rounds) run_as_backup(milliseconds{10});
    EXPECT_FALSE(holds());
    answerers.front().alive = true;
    run_as_backup(seconds{30});
    EXPECT_FALSE(holds());
}

// S11
TEST_F(Blackhole, NeedsEightSilentRoundsWhereAnswersWereLost) {
    const auto probed = [&] { return probes(ProbeForm::anonymous, {}).size(); };
    run_as_backup(seconds{15});
    const std::size_t before = probed();
    while (probed() < before + 2) run_as_backup(milliseconds{10});
    answers_alive(false);  // after two of three
    // Each round is three probes: seven silent ones after it, and an eighth.
    while (probed() < before + 24) run_as_backup(milliseconds{10});
    run_as_backup(milliseconds{500});
    EXPECT_FALSE(holds());
    while (probed() < before + 27) run_as_backup(milliseconds{10});
    run_as_backup(milliseconds{500});
    EXPECT_TRUE(holds());
}

// S11: half of all answers; 30 % of the frames in both directions.
class LossyLan : public Blackhole, public testing::WithParamInterface<unsigned> {};

TEST_P(LossyLan, MakesNeitherABlackholeNorAProxyInAnHour) {
    std::minstd_rand random{GetParam()};
    for (int i = 0; i < 100; ++i) random();  // small seeds begin alike
    lost = [&] { return random() % 100 >= 49; };
    for (int i = 0; i < 3600; ++i) {
        run_as_backup(seconds{1});
        ASSERT_THAT(verdicts(), IsEmpty()) << i << " s";
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LossyLan, testing::Range(1U, 101U));

TEST_F(Blackhole, IsNotSaidWhereNoAnswerEverCame) {
    answerers.clear();
    const net::Instant start = now;
    run_as_backup(seconds{5});
    EXPECT_THAT(probes(ProbeForm::anonymous, start), SizeIs(3)) << "there is nothing to confirm";
    run_as_backup(seconds{60});
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(Blackhole, IsSaidOfOneWhoseOwnAddressAnswers) {
    answerers = {{.source = peer, .address = peer_ip}};
    run_as_backup(seconds{12});
    EXPECT_TRUE(holds());
}

TEST_F(Blackhole, IsSaidOfOneThatAnswersPings) {
    answerers.clear();
    Source pinged = peer;
    pinged.answers_pings = true;
    run(seconds{12}, &pinged);
    EXPECT_TRUE(holds());
}

// S35
TEST_F(Blackhole, IsSaidOfAStrangerWhereOthersAnswerUs) {
    answerers.clear();
    Source stranger = third;
    stranger.member = false;
    run(seconds{12}, &stranger);
    EXPECT_FALSE(holds());
    audit.others_answer(true);
    run(seconds{12}, &stranger);
    EXPECT_TRUE(holds());
}

TEST_F(Blackhole, IsNotSaidOfAMemberBecauseOthersAnswerUs) {
    answerers.clear();
    audit.others_answer(true);
    run_as_backup(seconds{60});
    EXPECT_FALSE(holds());
}

TEST_F(Blackhole, EndsWithTheFirstAnswer) {
    run_as_backup(seconds{15});
    answerers.front().alive = false;
    run_as_backup(seconds{12});
    answerers.front().alive = true;
    run_as_backup(seconds{12});
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(Blackhole, IsNoneOfTheNextMaster) {
    run_as_backup(seconds{15});
    answerers.clear();
    run_as_backup(seconds{12});
    advert(third);
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(Blackhole, IsNoneOfOurs) {
    run_as_backup(seconds{15});
    answerers.clear();
    run_as_backup(seconds{12});
    become(Role::master);
    run(seconds{30});
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(Blackhole, NamesTheAddressThatIsMissing) {
    watched.addresses.push_back(third_ip);
    audit = Audit{watched, seconds{10}, now};
    audit.link(true, now);
    become(Role::backup);
    answerers.push_back({.source = peer, .address = third_ip});
    run_as_backup(seconds{15});
    answerers.back().alive = false;
    run_as_backup(seconds{12});
    EXPECT_THAT(audit.conditions(now).front().reason, testing::EndsWith("but nobody answers for 10.0.0.3"));
}

TEST_F(AuditTest, ABackupThatIsAboutToTakeOverIsNoSignOfAnUnownedAddress) {
    become(Role::backup);
    run(down());
    become(Role::master);
    run(seconds{30});
    EXPECT_THAT(audit.conditions(now), IsEmpty());
}

TEST_F(AuditTest, UnownedIsSaidOnlyOnceWeWouldHaveTakenOverIfWeCould) {
    become(Role::backup);
    answerers = {{.source = peer}};
    run_as_backup(seconds{5});
    answerers.clear();
    become(Role::absent);
    run(2 * down() + watched.advert_interval);
    EXPECT_THAT(verdicts(), IsEmpty());
    run(milliseconds{1});
    EXPECT_THAT(verdicts(), ElementsAre("unowned"));
}

class ShortInterval : public AuditTest {
protected:
    ShortInterval() : AuditTest{milliseconds{10}} { watched = instance(milliseconds{10}); }
};

TEST_F(ShortInterval, UnownedIsSaidAfterFiveSecondsAtTheEarliest) {
    become(Role::backup);
    answerers = {{.source = peer}};
    run_as_backup(seconds{5});
    answerers.clear();
    become(Role::absent);
    run(seconds{5});
    EXPECT_THAT(verdicts(), IsEmpty());
    run(milliseconds{1});
    EXPECT_THAT(verdicts(), ElementsAre("unowned"));
}

TEST_F(AuditTest, UnownedEndsWithTheFirstAdvert) {
    become(Role::absent);
    run(seconds{40});
    EXPECT_THAT(verdicts(), ElementsAre("unowned"));
    EXPECT_EQ(audit.conditions(now).front().reason, "nobody advertises on eth0, and nobody answers for 10.0.0.10");
    advert();
    EXPECT_THAT(verdicts(), IsEmpty());
}

TEST_F(AuditTest, SilenceMeansAnotherThingOnceTheAdvertsStop) {
    become(Role::backup, true);
    answerers = {{.source = peer}};
    run_as_backup(seconds{15});
    answerers.clear();
    run_as_backup(seconds{12});
    EXPECT_THAT(verdicts(), ElementsAre("master_blackhole"));
    advert();
    run(down() + milliseconds{10});
    EXPECT_THAT(verdicts(), IsEmpty());
    EXPECT_LE(*audit.deadline(), now + seconds{1});
    run(seconds{1});
    EXPECT_THAT(verdicts(), ElementsAre("unowned"));
}

// S38
TEST_F(AuditTest, AProxyAnswersOnlyWhenToldWhoAsks) {
    answerers = {{.source = third, .anonymous = false}};
    become(Role::master);
    run(seconds{7});
    EXPECT_THAT(verdicts(), ElementsAre("proxy_arp"));
    EXPECT_EQ(audit.conditions(now).front().reason,
              "10.0.0.3 (52:54:00:00:00:03) answers for 10.0.0.10 on eth0, but only when told who asks");
    EXPECT_FALSE(scored());
    EXPECT_THAT(audit.evidence(now), SizeIs(1));
    answerers.clear();
    run(seconds{21});
    EXPECT_THAT(verdicts(), IsEmpty());
}

TEST_F(AuditTest, AProxyBesideTheMasterIsSeenByABackup) {
    answerers = {{.source = peer}, {.source = third, .anonymous = false}};
    become(Role::backup);
    run_as_backup(seconds{8});
    EXPECT_THAT(verdicts(), ElementsAre("proxy_arp"));
    EXPECT_EQ(scored()->owners, 1);
}

TEST_F(AuditTest, AnOwnerWhoseOtherAnswersAreLostNowAndThenIsNoProxy) {
    answerers = {{.source = third}};
    become(Role::master);
    const auto asked_from_us = [&] { return probes(ProbeForm::from_us, {}).size(); };
    for (int round = 0; round < 6; ++round) {
        answerers.front().anonymous = round % 2 == 1;
        for (const std::size_t before = asked_from_us(); asked_from_us() == before;) run(milliseconds{10});
        run(seconds{1});
        EXPECT_THAT(verdicts(), IsEmpty()) << round;
    }
}

TEST_F(AuditTest, AnOwnerThatAnswersBothIsNoProxy) {
    answerers = {{.source = third}};
    become(Role::master);
    run(seconds{30});
    EXPECT_THAT(verdicts(), IsEmpty());
    EXPECT_TRUE(scored());
}

// --- a virtual MAC ---

// E5
TEST_F(AuditTest, TwoAnswersFromOneVirtualMacAreTwoOwners) {
    answerers = {{.source = peer, .shared_mac = true, .frames = 2}};
    become(Role::backup);
    run_as_backup(seconds{5});
    EXPECT_EQ(scored()->owners, 2);
}

TEST_F(AuditTest, TwoAnswersAreOneWhereTheNetworkDeliversFramesTwice) {
    answerers = {{.source = peer, .shared_mac = true, .frames = 2}, {.source = peer, .address = peer_ip, .frames = 2}};
    become(Role::backup);
    run_as_backup(seconds{5});
    EXPECT_EQ(scored()->owners, 1);
}

// E16
TEST_F(AuditTest, AVirtualMacThatAnAnswerMovedIsSaidAgainOnceTheRoundIsOver) {
    answerers = {{.source = peer, .shared_mac = true}};
    become(Role::master);
    run(seconds{5});
    ASSERT_THAT(reasserted, SizeIs(1));
    EXPECT_EQ(reasserted.front(), sent.back().at + milliseconds{100});
}

TEST_F(AuditTest, NothingIsSaidAgainWhenNoVirtualMacMoved) {
    answerers = {{.source = peer}};
    become(Role::master);
    run(seconds{5});
    EXPECT_THAT(reasserted, IsEmpty());
}

TEST_F(AuditTest, ThatIsPostponedComesLater) {
    become(Role::master);
    const net::Instant start = now;
    audit.postpone(now + seconds{3});
    run(seconds{4});
    EXPECT_EQ(probes(ProbeForm::anonymous, start).front(), seconds{3});
}

}  // namespace audit_test
}  // namespace holdfast::detector
