// detector.md §5: who yields, who is fenced, who stays.
#include "detector/arbiter.hpp"

#include <ostream>

#include <gtest/gtest.h>

namespace holdfast::detector {

void PrintTo(const Ruling& ruling, std::ostream* out) {
    *out << static_cast<int>(ruling.kind) << " " << label(ruling.measure) << ": " << ruling.why;
}

namespace arbiter_test {

using std::chrono::seconds;
using Kind = Ruling::Kind;

net::IpAddress ip(const char* text) {
    return *net::IpAddress::parse(text);
}

Settings fencing() {
    Settings settings;
    settings.policy = Policy::fence;
    settings.startup_grace = seconds{0};
    return settings;
}

Settings trusting_the_lan() {
    Settings settings = fencing();
    settings.trust_lan = true;
    return settings;
}

Condition split_brain() {
    return {Verdict::split_brain, "two masters", "", Trust::known_peer};
}
Condition isolated(std::string detail = "") {
    return {Verdict::isolated, "cut off", std::move(detail), Trust::local_fact};
}

// We are 10.0.0.1 with priority 100; the rival is 10.0.0.2, known by hello, master, with priority 200.
Rival rival(std::uint8_t priority = 200, Trust trust = Trust::authenticated) {
    Rival other;
    other.who = "10.0.0.2";
    other.rank = {true, false, vrrp::Priority{priority}, ip("10.0.0.2"), "b"};
    other.path_known = trust == Trust::authenticated;
    other.trust = trust;
    other.serves = true;
    other.adverts_heard = true;
    return other;
}

Case facts(Condition condition, std::vector<Rival> rivals = {rival()}) {
    Case facts;
    facts.role.role = Role::master;
    facts.rank = {true, false, vrrp::Priority{100}, ip("10.0.0.1"), "a"};
    facts.path_known = true;
    facts.conditions = {std::move(condition)};
    facts.rivals = std::move(rivals);
    return facts;
}

// The ruling when the delay is over for the loser, and for the loser that is stronger by nature.
Ruling after(net::Duration time, const Case& facts, const Settings& settings) {
    const net::Instant start{std::chrono::hours{1}};
    Arbiter arbiter{start};
    arbiter.decide(facts, settings, start);
    return arbiter.decide(facts, settings, start + time);
}
Ruling finally(const Case& facts, const Settings& settings) {
    return after(seconds{5}, facts, settings);
}

TEST(Arbiter, FencesTheWeakerOfTwoMastersAfterTheDelay) {
    EXPECT_EQ(after(seconds{1}, facts(split_brain()), fencing()).kind, Kind::wait);
    const Ruling ruling = after(seconds{2}, facts(split_brain()), fencing());
    EXPECT_EQ(ruling.kind, Kind::act);
    EXPECT_EQ(ruling.measure, Measure::fence);
}

TEST(Arbiter, KeepsTheStrongerOfTwoMasters) {
    EXPECT_EQ(finally(facts(split_brain(), {rival(50)}), fencing()).kind, Kind::hold);
}

TEST(Arbiter, BreaksATieByAddressTheSameWayOnBothSides) {
    Case ours = facts(split_brain(), {rival(100)});
    EXPECT_EQ(finally(ours, fencing()).kind, Kind::act);
    std::swap(ours.rank, ours.rivals.front().rank);
    EXPECT_EQ(finally(ours, fencing()).kind, Kind::hold);
}

TEST(Arbiter, ActsOnce) {
    const Settings settings = fencing();
    const Case losing = facts(split_brain());
    const net::Instant start{};
    Arbiter arbiter{start};
    arbiter.decide(losing, settings, start);
    EXPECT_EQ(arbiter.decide(losing, settings, start + seconds{2}).kind, Kind::act);
    EXPECT_EQ(arbiter.decide(losing, settings, start + seconds{3}).kind, Kind::hold);
}

TEST(Arbiter, StartsTheDelayAnewWhenTheCaseWasGoneInBetween) {
    const Settings settings = fencing();
    const net::Instant start{};
    Arbiter arbiter{start};
    arbiter.decide(facts(split_brain()), settings, start);
    arbiter.decide(facts({Verdict::healthy, "", "", Trust::local_fact}), settings, start + seconds{1});
    EXPECT_EQ(arbiter.decide(facts(split_brain()), settings, start + seconds{2}).kind, Kind::wait);
}

TEST(Arbiter, TellsWhenTheDelayEnds) {
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), fencing(), net::Instant{seconds{100}});
    EXPECT_EQ(arbiter.deadline(), net::Instant{seconds{102}});
}

TEST(Arbiter, WaitsForTheStartUpGrace) {
    Settings settings = fencing();
    settings.startup_grace = seconds{30};
    EXPECT_EQ(after(seconds{29}, facts(split_brain()), settings).kind, Kind::wait);
}

TEST(Arbiter, DoesNothingUnderPolicyAlert) {
    Settings settings = fencing();
    settings.policy = Policy::alert;
    EXPECT_EQ(finally(facts(split_brain()), settings).kind, Kind::hold);
}

TEST(Arbiter, YieldsUnderPolicyYield) {
    Settings settings = fencing();
    settings.policy = Policy::yield;
    EXPECT_EQ(finally(facts(split_brain()), settings).measure, Measure::yield);
}

TEST(Arbiter, OnlySaysWhatItWouldDoInADryRun) {
    Settings settings = fencing();
    settings.dry_run = true;
    EXPECT_EQ(finally(facts(split_brain()), settings).kind, Kind::would);
}

TEST(Arbiter, MeansItWhenTheDryRunIsTurnedOffDuringACase) {
    Settings settings = fencing();
    settings.dry_run = true;
    const net::Instant start{seconds{100}};
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), settings, start);
    arbiter.decide(facts(split_brain()), settings, start + seconds{2});
    settings.dry_run = false;
    EXPECT_EQ(arbiter.decide(facts(split_brain()), settings, start + seconds{3}).kind, Kind::act);
}

TEST(Arbiter, ObeysTheOperatorWhoHoldsTheInstance) {
    Case held = facts(split_brain());
    held.role.pin = Pin::hold;
    EXPECT_EQ(finally(held, fencing()).kind, Kind::hold);
}

TEST(Arbiter, RanksThePinOfTheOtherSideAboveItsPriority) {
    Rival pinned = rival(50);
    pinned.rank.pinned = true;
    EXPECT_EQ(finally(facts(split_brain(), {pinned}), fencing()).kind, Kind::act);
}

TEST(Arbiter, LeavesABackupAlone) {
    Case backup = facts(split_brain());
    backup.role.role = Role::backup;
    EXPECT_EQ(finally(backup, fencing()).kind, Kind::none);
}

// detector.md §2: what each class of evidence may do.
struct ProofRow {
    const char* name;
    Trust trust;
    bool serves;
    bool trust_lan;
    Kind kind;
};

void PrintTo(const ProofRow& row, std::ostream* out) {
    *out << row.name;
}

class Proof : public testing::TestWithParam<ProofRow> {};

TEST_P(Proof, DecidesWhetherTheLoserGoes) {
    Rival other = rival(200, GetParam().trust);
    other.serves = GetParam().serves;
    Settings settings = fencing();
    settings.trust_lan = GetParam().trust_lan;
    EXPECT_EQ(finally(facts(split_brain(), {other}), settings).kind, GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(Table, Proof,
                         testing::Values(ProofRow{"hello", Trust::authenticated, true, false, Kind::act},
                                         ProofRow{"hello_of_a_backup", Trust::authenticated, false, false, Kind::hold},
                                         ProofRow{"lan", Trust::known_peer, true, false, Kind::hold},
                                         ProofRow{"trusted_lan", Trust::known_peer, true, true, Kind::act},
                                         ProofRow{"stranger", Trust::anonymous, true, false, Kind::hold},
                                         ProofRow{"stranger_on_a_trusted_lan", Trust::anonymous, true, true,
                                                  Kind::hold}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(Arbiter, NeverActsOnAStrangersAddressConflict) {
    const Condition conflict{Verdict::address_conflict, "a stranger", "rogue", Trust::anonymous};
    EXPECT_EQ(finally(facts(conflict, {}), trusting_the_lan()).kind, Kind::none);
}

TEST(Arbiter, NeverActsOnAZombie) {
    const Condition zombie{Verdict::zombie_owner, "a dead daemon's address", "", Trust::known_peer};
    EXPECT_EQ(finally(facts(zombie, {}), trusting_the_lan()).kind, Kind::none);
}

// Being cut off.
TEST(Arbiter, FencesTheMuteMasterAlthoughItIsStronger) {  // S17
    EXPECT_EQ(finally(facts(isolated("mute"), {rival(50, Trust::known_peer)}), trusting_the_lan()).kind, Kind::act);
}

TEST(Arbiter, LetsTheStrongerLoserWaitTwiceAsLong) {
    const Case strong = facts(isolated("mute"), {rival(50)});
    EXPECT_EQ(after(seconds{3}, strong, fencing()).kind, Kind::wait);
    EXPECT_EQ(after(seconds{4}, strong, fencing()).kind, Kind::act);
}

TEST(Arbiter, FencesTheStrongerMasterWithoutGatewayWhenTheOtherHasOne) {  // S14
    Case cut = facts(isolated(), {rival(50)});
    cut.rank.path_ok = false;
    EXPECT_EQ(finally(cut, fencing()).kind, Kind::act);
}

TEST(Arbiter, HoldsWhenTheOtherHasLostItsGatewayToo) {  // S15: a shared fault
    Rival other = rival(200);
    other.rank.path_ok = false;
    Case cut = facts(isolated(), {other});
    cut.rank.path_ok = false;
    EXPECT_EQ(finally(cut, fencing()).kind, Kind::hold);
}

TEST(Arbiter, HoldsWithoutProofUnlessToldOtherwise) {  // S13
    EXPECT_EQ(finally(facts(isolated(), {}), fencing()).kind, Kind::hold);
}

struct IsolationRow {
    const char* name;
    OnIsolation choice;
    Policy policy;
    Kind kind;
    Measure measure;
};

void PrintTo(const IsolationRow& row, std::ostream* out) {
    *out << row.name;
}

class OnIsolationChoice : public testing::TestWithParam<IsolationRow> {};

TEST_P(OnIsolationChoice, IsFollowedWithinThePolicy) {
    Settings settings = fencing();
    settings.on_isolation = GetParam().choice;
    settings.policy = GetParam().policy;
    const Ruling ruling = finally(facts(isolated(), {}), settings);
    EXPECT_EQ(ruling.kind, GetParam().kind);
    EXPECT_EQ(ruling.measure, GetParam().measure);
}

INSTANTIATE_TEST_SUITE_P(
    Table, OnIsolationChoice,
    testing::Values(IsolationRow{"hold", OnIsolation::hold, Policy::fence, Kind::hold, {}},
                    IsolationRow{"yield", OnIsolation::yield, Policy::fence, Kind::act, Measure::yield},
                    IsolationRow{"fence", OnIsolation::fence, Policy::fence, Kind::act, Measure::fence},
                    IsolationRow{"fence_under_yield", OnIsolation::fence, Policy::yield, Kind::act, Measure::yield},
                    IsolationRow{"fence_under_alert", OnIsolation::fence, Policy::alert, Kind::hold, {}}),
    [](const auto& row) { return std::string{row.param.name}; });

// Our way out is lost, the LAN is fine.
Condition uplink_degraded() {
    return {Verdict::uplink_degraded, "no gateway", "", Trust::local_fact};
}

TEST(Arbiter, HandsOverToOneWhoReachesItsGateway) {  // S16: a yield, never a fence
    Rival backup = rival(50);
    backup.serves = false;
    EXPECT_EQ(finally(facts(uplink_degraded(), {backup}), fencing()).measure, Measure::yield);
}

TEST(Arbiter, HandsOverWhenDeafToOneWhoReachesItsGateway) {  // S18: still heard, so that the other does not serve yet
    Rival backup = rival(50);
    backup.serves = false;
    Condition deaf = isolated();
    deaf.detail = "deaf";
    EXPECT_EQ(finally(facts(deaf, {backup}), fencing()).measure, Measure::yield);
}

TEST(Arbiter, StaysWhenTheOneWithAGatewayCannotServe) {
    Rival fenced = rival(50);
    fenced.serves = false;
    fenced.can_serve = false;
    EXPECT_EQ(finally(facts(uplink_degraded(), {fenced}), fencing()).kind, Kind::none);
}

// Coming back.
Case withdrawn(std::vector<Condition> conditions = {}, std::vector<Rival> rivals = {}) {
    Case facts;
    facts.role.role = Role::backup;
    facts.role.withdrawn = true;
    facts.conditions = std::move(conditions);
    facts.rivals = std::move(rivals);
    return facts;
}

TEST(Arbiter, ReadmitsWhenTheEvidenceHasBeenClearForTenSeconds) {
    EXPECT_EQ(after(seconds{9}, withdrawn(), fencing()).kind, Kind::none);
    const Ruling ruling = after(seconds{10}, withdrawn(), fencing());
    EXPECT_EQ(ruling.kind, Kind::act);
    EXPECT_EQ(ruling.measure, Measure::readmit);
}

TEST(Arbiter, StaysOutWhileTheTroubleLasts) {
    EXPECT_EQ(after(seconds{60}, withdrawn({isolated()}), fencing()).kind, Kind::none);
}

TEST(Arbiter, StaysOutWhileOneServesWhomItDoesNotHear) {  // it would take over again
    Rival unheard = rival();
    unheard.adverts_heard = false;
    EXPECT_EQ(after(seconds{60}, withdrawn({}, {unheard}), fencing()).kind, Kind::none);
}

TEST(Arbiter, StaysOutWhileItsInterfaceIsDown) {
    Case blind = withdrawn();
    blind.role.role = Role::absent;
    EXPECT_EQ(after(seconds{60}, blind, fencing()).kind, Kind::none);
}

TEST(Arbiter, LeavesTheOperatorsYieldToTheOperator) {
    Case yielded = withdrawn();
    yielded.role.pin = Pin::yield;
    EXPECT_EQ(after(seconds{60}, yielded, fencing()).kind, Kind::none);
}

// Each side may have reasons of its own to leave: they tell each other.
TEST(Arbiter, SaysThatItIsAboutToLeave) {
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), fencing(), net::Instant{seconds{100}});
    EXPECT_TRUE(arbiter.leaving());
}

TEST(Arbiter, SaysNothingOfLeavingInADryRun) {
    Settings settings = fencing();
    settings.dry_run = true;
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), settings, net::Instant{seconds{100}});
    EXPECT_FALSE(arbiter.leaving());
}

TEST(Arbiter, StaysWhenTheOtherIsAboutToLeave) {
    Rival leaving = rival();
    leaving.leaving = true;
    EXPECT_EQ(finally(facts(split_brain(), {leaving}), fencing()).kind, Kind::hold);
}

// Both are leaving already when each hears of the other: the broken one goes, else the weaker.
TEST(Arbiter, LetsOneGoWhenBothAreLeaving) {
    const Settings settings = fencing();
    const net::Instant start{seconds{100}};
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), settings, start);
    Rival leaving = rival();
    leaving.leaving = true;
    EXPECT_EQ(arbiter.decide(facts(split_brain(), {leaving}), settings, start + seconds{2}).kind, Kind::act);
    Arbiter other{net::Instant{}};
    other.decide(facts(split_brain()), settings, start);
    leaving.broken = true;
    EXPECT_EQ(other.decide(facts(split_brain(), {leaving}), settings, start + seconds{2}).kind, Kind::hold);
}

TEST(Arbiter, DoesNotActOnAnOldWord) {
    const Settings settings = fencing();
    const net::Instant start{seconds{100}};
    Arbiter arbiter{net::Instant{}};
    arbiter.decide(facts(split_brain()), settings, start);
    Rival quiet = rival();
    quiet.recent = false;
    EXPECT_EQ(arbiter.decide(facts(split_brain(), {quiet}), settings, start + seconds{2}).kind, Kind::wait);
    EXPECT_EQ(arbiter.decide(facts(split_brain()), settings, start + seconds{3}).kind, Kind::act);
}

// The two nodes' views of one split, as each would see it: at most one of them acts.
TEST(Arbiter, NeverTakesBothNodesOut) {
    for (const std::uint8_t theirs : std::initializer_list<std::uint8_t>{50, 100, 200}) {
        for (const bool our_path : {true, false}) {
            for (const bool their_path : {true, false}) {
                Case ours = facts(split_brain(), {rival(theirs)});
                ours.rank.path_ok = our_path;
                ours.rivals.front().rank.path_ok = their_path;
                Case mirrored = ours;
                std::swap(mirrored.rank, mirrored.rivals.front().rank);
                const bool we_go = finally(ours, fencing()).kind == Kind::act;
                const bool they_go = finally(mirrored, fencing()).kind == Kind::act;
                EXPECT_NE(we_go, they_go) << int{theirs} << our_path << their_path;
            }
        }
    }
}

}  // namespace arbiter_test
}  // namespace holdfast::detector
