// Scripts as checks, with a real runner.
#include <array>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/probes/host.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;
using checks::Health;
using testing::HasSubstr;

using AScript = test::Host;

TEST_F(AScript, IsUpWithExitCodeZero) {
    EXPECT_EQ(first_report(script("nginx", "exit 0"), Health::up).reason, "exit code 0");
}

TEST_F(AScript, IsDownWithAnotherAndSaysTheFirstLineOfWhatItSaid) {
    EXPECT_EQ(first_report(script("nginx", "echo it is gone; echo really; exit 3"), Health::down).reason,
              "exit code 3: it is gone");
    const auto status = status_when([](const checks::CheckStatus& check) { return !check.output->empty(); });
    EXPECT_EQ(*status.output, "it is gone\nreally");
}

TEST_F(AScript, IsDownWhereItCannotBeRun) {
    const auto missing = check("nginx", checks::ScriptCheck{{"/nowhere/check.sh"}, ""});
    EXPECT_EQ(first_report(missing, Health::down).reason, "/nowhere: no such file or directory");
}

TEST_F(AScript, KnowsWhichCheckItIs) {
    const auto name = script("nginx", "echo \"$HOLDFAST_CHECK\"; exit 1");
    EXPECT_EQ(first_report(name, Health::down).reason, "exit code 1: nginx");
}

TEST_F(AScript, RunsAsItsUser) {
    auto id = script("id", "id -u; exit 1");
    std::get<checks::ScriptCheck>(id.kind).user = "nobody";
    EXPECT_EQ(first_report(id, Health::down).reason, "exit code 1: 65534");
}

TEST_F(AScript, IsKilledWhenItsTimeIsUp) {
    auto slow = script("slow", "echo asking; sleep 60");
    slow.timeout = 300ms;
    EXPECT_EQ(first_report(slow, Health::down).reason, "no result within 0.3 s");
    const auto status = status_when([](const checks::CheckStatus& check) { return !check.output->empty(); });
    EXPECT_EQ(*status.output, "asking");
    EXPECT_THAT(status.reason, HasSubstr("no result within 0.3 s: killed"));
}

TEST_F(AScript, ChangesWithWhatItChecks) {
    const std::string flag = folder.write("flag", "");
    begin({script("flag", "test -e " + flag)});
    report("flag", Health::up);
    std::filesystem::remove(flag);
    report("flag", Health::down);
    folder.write("flag", "");
    report("flag", Health::up);
}

TEST_F(AScript, IsAnotherAfterAReload) {
    begin({script("one", "exit 0")});
    report("one", Health::up);
    reconfigure({script("two", "exit 0"), script("one", "exit 0")});
    report("two", Health::up);
    EXPECT_EQ(probes->status()->size(), 2U);
}

TEST_F(AScript, IsRunByAnotherRunnerWhenOneDies) {
    begin({script("nginx", "exit 0")});
    report("nginx", Health::up);
    const auto before = status_when([](const checks::CheckStatus& check) { return check.runs >= 25; });
    steward.signal_runner(SIGKILL);
    EXPECT_TRUE(noted("runner_lost"));
    const auto after = status_when([&](const checks::CheckStatus& check) { return check.runs >= before.runs + 20; });
    EXPECT_EQ(after.health, Health::up);
    EXPECT_EQ(after.failures, 0U);
}

TEST_F(AScript, IsRunOnceMoreAtOnceWhereItsRunnerDiesSoonAfterItsStart) {
    const test::Mailbox began{folder};
    auto nginx = script("nginx", "echo > " + began.path() + "; sleep 0.3");
    nginx.timeout = 1900ms;  // less than there is between starts
    begin({nginx});
    EXPECT_EQ(began.read(), "\n");
    steward.signal_runner(SIGKILL);
    EXPECT_TRUE(noted("runner_lost"));
    report("nginx", Health::up);
    EXPECT_EQ(status_when([](const checks::CheckStatus& check) { return check.health == Health::up; }).failures, 0U);
}

// The third is not started at once.
class WithTwoRunnersDead : public AScript {
protected:
    void begin_with(net::Duration timeout) {
        auto nginx = script("nginx", "echo > " + began.path() + "; sleep 0.3");
        nginx.timeout = timeout;
        begin({nginx});
        for (int runner = 0; runner < 2; ++runner) {
            EXPECT_EQ(began.read(), "\n");
            steward.signal_runner(SIGKILL);
        }
        EXPECT_EQ(began.read(), "\n");
    }
    test::Mailbox began{folder};
};

TEST_F(WithTwoRunnersDead, AScriptWaitsForAnotherRunnerAndHasNotFailed) {
    begin_with(10s);
    report("nginx", Health::up);
    EXPECT_EQ(status_when([](const checks::CheckStatus& check) { return check.health == Health::up; }).failures, 0U);
}

TEST_F(WithTwoRunnersDead, AScriptHasFailedWhenItsTimeIsUpWhileItWaitsForARunner) {
    begin_with(600ms);
    EXPECT_EQ(report("nginx", Health::down).reason, "no result within 0.6 s");
    report("nginx", Health::up);
}

TEST_F(AScript, IsRunByAnotherRunnerWhenOneHangs) {
    auto nginx = script("nginx", "exit 0");
    nginx.timeout = 200ms;
    begin({nginx});
    report("nginx", Health::up);
    steward.signal_runner(SIGSTOP);
    report("nginx", Health::down);
    EXPECT_TRUE(noted("runner_lost"));
    report("nginx", Health::up);
}

TEST_F(AScript, HasFailedWhereNoRunnerCanBeStarted) {
    steward.refuses = true;
    EXPECT_THAT(first_report(script("nginx", "exit 0"), Health::down).reason,
                HasSubstr("cannot be run: start the runner: resource temporarily unavailable"));
    EXPECT_TRUE(noted("runner_failed"));
}

// What 200 checks in a second cost beside the scripts themselves, in shares of a core: the CPU time of the thread and
// of the runner, with all that fork and wait cost them; not that of their children, before the script is executed or
// after.
class TwoHundred : public test::Host {
protected:
    checks::Settings many(const checks::CheckSettings& one) const {
        checks::Settings settings(200, one);
        for (std::size_t i = 0; i < settings.size(); ++i) settings[i].name = "check" + std::to_string(i);
        return settings;
    }
    // 2 % of a core on a quiet machine; the caches of one that is busy with other things cost as much again.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)  // which copy a process to start another
    static constexpr double most = 0.5;
#else
    static constexpr double most = 0.05;
#endif
    // The CPU time of tasks of ours that have this name, without their children.
    static double seconds_of(const std::string& folder, const std::string& name) {
        double sum = 0;
        for (const auto& task : std::filesystem::directory_iterator{folder}) {
            if (test::content_of(task.path() / "comm") != name + "\n") continue;
            sum += std::stod(test::content_of(task.path() / "schedstat")) / 1e9;
        }
        return sum;
    }
    double seconds() const {
        const std::string runner = "/proc/" + std::to_string(steward.runner()) + "/task";
        return seconds_of("/proc/self/task", "hf-checks") +
               (steward.runner() ? seconds_of(runner, "holdfast-runner") : 0);
    }
    double share_of_a_core(const checks::CheckSettings& one) {
        begin(many(one));
        const auto runs = [this] {
            std::uint64_t sum = 0;
            const auto status = probes->status();  // g++ 12: what only the head of a loop holds is gone in its body
            for (const checks::CheckStatus& check : *status) sum += check.runs;
            return sum;
        };
        status_when([&](const checks::CheckStatus&) { return runs() >= 200; });
        const double before = seconds();
        const std::uint64_t runs_before = runs();
        status_when([&](const checks::CheckStatus&) { return runs() >= runs_before + 600; });
        const double share = (seconds() - before) / static_cast<double>(runs() - runs_before) * 200;
        const auto status = probes->status();
        for (const checks::CheckStatus& check : *status) EXPECT_EQ(check.health, Health::up) << check.reason;
        std::printf("%s: %.2f %% of a core\n", one.name.c_str(), 100 * share);
        RecordProperty("percent_of_a_core", std::to_string(100 * share));
        return share;
    }
};

[[gnu::noinline]] pid_t started(const char* program) {
    const pid_t pid = ::vfork();  // NOLINT(bugprone-unsafe-functions, clang-analyzer-security.insecureAPI.vfork)
    if (pid == 0) {
        ::execl(program, program, nullptr);
        ::_exit(127);
    }
    return pid;
}

// The least that it can cost: processes made in the same rhythm by one who does nothing else with them.
double share_of_bare_processes() {
    const auto seconds = [] { return std::stod(test::content_of("/proc/thread-self/schedstat")) / 1e9; };
    constexpr int turns = 100;
    const double before = seconds();
    for (int turn = 0; turn < turns; ++turn) {
        std::array<pid_t, 4> pids{};
        for (pid_t& pid : pids) pid = started("/bin/true");
        std::this_thread::sleep_for(2ms);
        for (const pid_t pid : pids) ::waitpid(pid, nullptr, 0);
        std::this_thread::sleep_for(18ms);
    }
    return (seconds() - before) / turns / 4 * 200;
}

TEST_F(TwoHundred, ScriptsCostLittle) {
    const double share = share_of_a_core(check("scripts", checks::ScriptCheck{{"/bin/true"}, ""}, 1s));
    const double bare = share_of_bare_processes();
    std::printf("vfork and wait alone: %.2f %% of a core\n", 100 * bare);
    EXPECT_LT(share, std::max(most, 4 * bare));
}

TEST_F(TwoHundred, PingsCostLittle) {
    const checks::PingCheck loopback{{net::IpAddress::v4(127, 0, 0, 1)}, 1};
    EXPECT_LT(share_of_a_core(check("pings", loopback, 1s)), most);
}

TEST_F(TwoHundred, FilesCostLittle) {
    EXPECT_LT(share_of_a_core(check("files", checks::FileCheck{folder.write("weight", "1")}, 1s)), most);
}

TEST_F(TwoHundred, ProcessesCostLittle) {
    EXPECT_LT(share_of_a_core(check("processes", checks::ProcessCheck{"probes_test"}, 1s)), most);
}

}  // namespace
}  // namespace holdfast::probes
