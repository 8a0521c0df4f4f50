#include "daemon/checks/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::checks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// Time goes on by deadlines alone, and every run is answered by the test.
class Host {
public:
    explicit Host(Settings settings) { take(schedule_.handle(Configured{std::move(settings)}, now)); }

    void configure(Settings settings) { take(schedule_.handle(Configured{std::move(settings)}, now)); }
    // As a loop does it: due deadlines happen on time.
    void after(net::Duration time) {
        const net::Instant end = now + time;
        while (schedule_.deadline() && *schedule_.deadline() <= end) {
            now = std::max(now, *schedule_.deadline());
            tick();
        }
        now = end;
    }
    // Nothing happens meanwhile, as in a process that is stopped.
    void oversleep(net::Duration time) {
        now += time;
        tick();
    }
    void tick() { take(schedule_.handle(DeadlineReached{}, now)); }
    void ends(const Outcome& outcome) {
        ASSERT_FALSE(running.empty()) << "nothing runs";
        const RunId run = running.front().run;
        running.erase(running.begin());
        take(schedule_.handle(RunEnded{run, outcome}, now));
    }
    void succeeds() { ends({.ok = true, .reason = "exit code 0"}); }
    void fails(const std::string& reason = "exit code 1") { ends({.ok = false, .reason = reason}); }
    // The next run, as soon as it is due.
    void next_succeeds() { run_next(), succeeds(); }
    void next_fails() { run_next(), fails(); }
    void run_next() {
        while (running.empty()) after(*schedule_.deadline() - now);
    }
    void hasten(const std::string& name) { take(schedule_.handle(Hastened{name}, now)); }
    Health health(std::size_t index = 0) const { return schedule_.status()[index].health; }
    CheckStatus status() const { return schedule_.status()[0]; }
    std::vector<Health> told() const {
        std::vector<Health> all;
        for (const Report& report : reports) all.push_back(report.health);
        return all;
    }

    net::Instant now{1000s};
    std::vector<StartRun> running;  // those that were given up stay
    std::vector<net::Instant> starts;
    std::vector<RunId> killed;
    std::vector<Report> reports;

private:
    void take(const std::vector<Schedule::Action>& actions) {
        for (const auto& action : actions) {
            if (const auto* start = std::get_if<StartRun>(&action)) {
                running.push_back(*start);
                starts.push_back(now);
            }
            if (const auto* kill = std::get_if<KillRun>(&action)) killed.push_back(kill->run);
            if (const auto* report = std::get_if<Report>(&action)) reports.push_back(*report);
        }
    }
    Schedule schedule_;
};

CheckSettings script(const std::string& name = "nginx") {
    return {.name = name, .kind = ScriptCheck{.command = {"/bin/" + name}, .user = ""}, .timeout = std::nullopt};
}
Settings many(int count) {
    Settings settings;
    for (int i = 0; i < count; ++i) settings.push_back(script("check" + std::to_string(i)));
    return settings;
}

TEST(ACheck, IsUnknownUntilItsFirstResult) {
    Host host{{script()}};
    host.tick();
    EXPECT_THAT(host.told(), ElementsAre(Health::unknown));
    EXPECT_EQ(host.running.size(), 1U);
}

TEST(ACheck, IsUpByItsFirstSuccessWhateverRiseSays) {
    Host host{{script()}};
    host.next_succeeds();
    EXPECT_THAT(host.told(), ElementsAre(Health::unknown, Health::up));
}

TEST(ACheck, IsDownByItsFirstFailureWhateverFallSays) {
    Host host{{script()}};
    host.next_fails();
    EXPECT_THAT(host.told(), ElementsAre(Health::unknown, Health::down));
    EXPECT_EQ(host.reports.back().reason, "exit code 1");
}

TEST(ACheck, FallsWithTheThirdFailureInARow) {
    Host host{{script()}};
    host.next_succeeds();
    host.next_fails();
    host.next_fails();
    EXPECT_EQ(host.health(), Health::up);
    host.next_fails();
    EXPECT_EQ(host.health(), Health::down);
    EXPECT_EQ(host.now - host.starts.front(), 3s);
}

TEST(ACheck, DoesNotFallByFailuresWithASuccessBetween) {
    Host host{{script()}};
    host.next_succeeds();
    for (int i = 0; i < 5; ++i) {
        host.next_fails();
        host.next_fails();
        host.next_succeeds();
    }
    EXPECT_THAT(host.told(), ElementsAre(Health::unknown, Health::up));
}

TEST(ACheck, RisesWithTheSecondSuccessInARow) {
    Host host{{script()}};
    host.next_fails();
    host.next_succeeds();
    EXPECT_EQ(host.health(), Health::down);
    host.next_succeeds();
    EXPECT_EQ(host.health(), Health::up);
}

TEST(ACheck, BeginsUpWhereSoConfiguredAndThenNeedsAllItsFailures) {
    CheckSettings settings = script();
    settings.start = Health::up;
    Host host{{settings}};
    EXPECT_THAT(host.told(), ElementsAre(Health::up));
    host.next_fails();
    host.next_fails();
    EXPECT_EQ(host.health(), Health::up);
    host.next_fails();
    EXPECT_EQ(host.health(), Health::down);
}

TEST(ACheck, BeginsDownWhereSoConfiguredAndThenNeedsAllItsSuccesses) {
    CheckSettings settings = script();
    settings.start = Health::down;
    Host host{{settings}};
    host.next_succeeds();
    EXPECT_EQ(host.health(), Health::down);
    host.next_succeeds();
    EXPECT_EQ(host.health(), Health::up);
}

TEST(ACheck, RunsOnceInEachInterval) {
    Host host{{script()}};
    for (int i = 0; i < 4; ++i) host.next_succeeds();
    EXPECT_EQ(host.starts.back() - host.starts.front(), 3s);
}

TEST(ACheck, NeverRunsTwiceAtOnce) {
    CheckSettings settings = script();
    settings.timeout = 5s;
    Host host{{settings}};
    host.after(4500ms);
    EXPECT_EQ(host.starts.size(), 1U);
    host.succeeds();
    host.after(1s);
    EXPECT_EQ(host.starts.back() - host.starts.front(), 5s);
}

TEST(ACheck, HasFailedAndIsKilledWhenItsTimeIsUp) {
    CheckSettings settings = script();
    settings.timeout = 300ms;
    Host host{{settings}};
    host.after(299ms);
    EXPECT_THAT(host.killed, IsEmpty());
    host.after(1ms);
    EXPECT_EQ(host.killed.size(), 1U);
    EXPECT_EQ(host.health(), Health::down);
    EXPECT_EQ(host.reports.back().reason, "no result within 0.3 s");
    EXPECT_EQ(host.status().timeouts, 1U);
}

TEST(ACheck, IsKilledOnceOnly) {
    Host host{{script()}};
    host.after(10s);
    EXPECT_EQ(host.killed.size(), 1U);
}

TEST(ACheck, SaysLittleMoreWhenAKilledRunEndsAtLast) {
    Host host{{script()}};
    host.after(1s);
    host.ends({.ok = true, .reason = "killed by signal 15", .output = "asking the database"});
    EXPECT_EQ(host.health(), Health::down);
    EXPECT_EQ(host.status().reason, "no result within 1 s: killed by signal 15");
    EXPECT_EQ(*host.status().output, "asking the database");
    EXPECT_EQ(host.status().failures, 1U);
}

TEST(ACheck, ThatHangsEachTimeFallsAfterAsManyTimeouts) {
    Host host{{script()}};
    host.next_succeeds();
    for (int i = 0; i < 3; ++i) {
        host.run_next();
        host.after(1s);
        host.after(2ms);  // that it takes to die
        host.fails("killed");
        host.tick();
    }
    EXPECT_EQ(host.health(), Health::down);
    EXPECT_LE(host.now - host.starts[1], 3006ms);
}

TEST(ACheck, ThatCannotEvenBeKilledFallsNevertheless) {
    Host host{{script()}};
    host.next_succeeds();
    host.run_next();
    host.after(3s);  // failures: its time is up, and each interval in which it is still there
    EXPECT_EQ(host.status().failures, 3U);
    EXPECT_EQ(host.health(), Health::down);
    EXPECT_EQ(host.reports.back().reason, "killed after 1 s, and still there");
    EXPECT_EQ(host.starts.size(), 2U);
}

TEST(ACheck, ThatTakesItsWholeTimeIsNoTimeout) {
    CheckSettings settings = script();
    settings.timeout = 3s;
    Host host{{settings}};
    host.after(2900ms);
    host.succeeds();
    EXPECT_EQ(host.health(), Health::up);
    EXPECT_THAT(host.killed, IsEmpty());
}

TEST(ACheck, ThatEndsByItsOwnTimeLimitCountsAsATimeout) {
    Host host{{script()}};
    host.run_next();
    host.ends({.ok = false, .reason = "no answer", .timed_out = true});
    EXPECT_EQ(host.status().timeouts, 1U);
    EXPECT_EQ(host.status().durations, net::Histogram{});
}

TEST(ACheck, TellsEachNewNumber) {
    Host host{{script()}};
    host.run_next();
    host.ends({.ok = true, .number = -20, .reason = "-20"});
    host.run_next();
    host.ends({.ok = true, .number = -20, .reason = "-20"});
    host.run_next();
    host.ends({.ok = true, .number = 7, .reason = "7"});
    ASSERT_EQ(host.reports.size(), 3U);
    EXPECT_EQ(host.reports[1].number, -20);
    EXPECT_EQ(host.reports[2].number, 7);
}

TEST(ACheck, KeepsFourKibibytesOfWhatItSaid) {
    Host host{{script()}};
    host.run_next();
    host.ends({.ok = true, .output = std::string(9000, 'x')});
    EXPECT_EQ(host.status().output->size(), 4096U);
}

TEST(ACheck, CountsRunsFailuresAndDurations) {
    Host host{{script()}};
    host.run_next();
    host.after(20ms);
    host.succeeds();
    host.next_fails();
    EXPECT_EQ(host.status().runs, 2U);
    EXPECT_EQ(host.status().failures, 1U);
    EXPECT_DOUBLE_EQ(host.status().durations.sum, 0.02);
}

TEST(ACheck, IsHastenedByAReasonToLook) {
    Host host{{script()}};
    host.next_succeeds();
    host.after(100ms);
    host.hasten("nginx");
    EXPECT_EQ(host.starts.back(), host.now);
}

TEST(ManyChecks, AreSpreadOverTheIntervalAtTheStart) {
    Host host{many(200)};
    for (int i = 0; i < 10; ++i) {
        host.after(99ms);
        EXPECT_LE(host.running.size(), 24U);
        while (!host.running.empty()) host.succeeds();
        host.after(1ms);
    }
    EXPECT_EQ(host.starts.size(), 210U);  // the first ten for the second time
}

TEST(ManyChecks, OfALongIntervalAllHaveAResultWithinASecond) {
    Settings settings = many(10);
    for (CheckSettings& check : settings) check.interval = 60s;
    Host host{settings};
    host.after(1s);
    EXPECT_EQ(host.starts.size(), 10U);
}

TEST(ManyChecks, AreNoBurstAfterAPause) {
    Host host{many(200)};
    host.after(1s);
    while (!host.running.empty()) host.succeeds();
    host.oversleep(10s);
    EXPECT_LE(host.running.size(), 25U);
    host.after(1s);
    EXPECT_GE(host.running.size(), 200U) << "each runs in the next interval";
}

TEST(ManyChecks, RunEvenWhereEveryTurnIsLate) {
    Host host{{script()}};
    for (int i = 0; i < 10; ++i) {
        host.oversleep(1500ms);
        if (!host.running.empty()) host.succeeds();
    }
    EXPECT_GE(host.starts.size(), 5U);
}

TEST(AReload, LeavesWhatIsTheSameAlone) {
    Host host{{script("a"), script("b")}};
    host.after(600ms);
    const auto running = host.running;
    host.configure({script("b"), script("a")});
    EXPECT_EQ(host.reports.size(), 2U);
    EXPECT_THAT(host.killed, IsEmpty());
    host.succeeds();
    host.succeeds();
    EXPECT_EQ(host.health(0), Health::up);
    EXPECT_EQ(host.health(1), Health::up);
}

TEST(AReload, KeepsWhatIsKnownWhereOnlyTimesChange) {
    Host host{{script()}};
    host.next_succeeds();
    CheckSettings slower = script();
    slower.interval = 10s;
    slower.fall = 1;
    host.configure({slower});
    EXPECT_EQ(host.health(), Health::up);
    host.next_fails();
    EXPECT_EQ(host.health(), Health::down);
    host.run_next();
    EXPECT_EQ(host.starts[2] - host.starts[1], 10s);
}

TEST(AReload, KillsWhatIsNoLongerThere) {
    Host host{{script("a"), script("b")}};
    host.after(600ms);
    host.configure({script("b")});
    EXPECT_THAT(host.killed, ElementsAre(host.running[0].run));
    host.fails();  // and its result is nobody's
    EXPECT_EQ(host.health(), Health::unknown);
}

TEST(AReload, BeginsAnewWhatChecksAnotherThing) {
    Host host{{script()}};
    host.next_succeeds();
    CheckSettings other = script();
    other.kind = FileCheck{"/run/weight"};
    host.configure({other});
    EXPECT_THAT(host.told(), ElementsAre(Health::unknown, Health::up, Health::unknown));
    EXPECT_EQ(host.status().type, "file");
}

TEST(NoChecks, NeedNoTime) {
    EXPECT_EQ(Schedule{}.deadline(), std::nullopt);
}

}  // namespace
}  // namespace holdfast::checks
