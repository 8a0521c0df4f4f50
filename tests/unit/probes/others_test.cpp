// Files, processes and pings of this host.
#include <csignal>

#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/probes/files.hpp"
#include "daemon/probes/processes.hpp"
#include "tests/unit/probes/host.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;
using checks::Health;
using testing::HasSubstr;

class AFile : public testing::Test {
protected:
    checks::Outcome read(const std::string& content) const { return read_number(folder.write("weight", content)); }
    test::Folder folder;
};

TEST_F(AFile, HoldsANumber) {
    EXPECT_EQ(read("-20\n").number, -20);
    EXPECT_EQ(read("  +7 ").number, 7);
    EXPECT_TRUE(read("0").ok);
}

TEST_F(AFile, HasFailedWithoutANumber) {
    EXPECT_EQ(read("").reason, "empty");
    EXPECT_EQ(read(" \n").reason, "empty");
    EXPECT_EQ(read("12 apples").reason, "not a whole number: 12 apples");
    EXPECT_EQ(read("99999999999999999999").reason, "not a whole number: 99999999999999999999");
    EXPECT_EQ(read("1.5\x01").reason, "not a whole number: 1.5\\x01");
    EXPECT_EQ(read("1\n2").reason, "not a whole number: 1\\x0a2");  // a reason is a line
    EXPECT_FALSE(read("1.5").ok);
}

TEST_F(AFile, HasFailedWhereItIsTooLarge) {
    EXPECT_EQ(read(std::string(4096, ' ') + "1").reason, "larger than 4 KiB");
}

TEST_F(AFile, HasFailedWhereItIsMissing) {
    EXPECT_EQ(read_number("/nowhere").reason, "no such file or directory");
}

TEST_F(AFile, IsNotReadWhereItIsNone) {
    const test::Mailbox pipe{folder};
    EXPECT_EQ(read_number(pipe.path()).reason, "not a regular file");
    EXPECT_EQ(read_number("/dev/zero").reason, "not a regular file");
    EXPECT_EQ(read_number("/").reason, "not a regular file");
}

TEST_F(AFile, MayBeALink) {
    folder.write("weight", "5");
    ASSERT_EQ(::symlink("weight", folder.file("link").c_str()), 0);
    EXPECT_EQ(read_number(folder.file("link")).number, 5);
}

// Other tests run beside this one, and all see the same processes.
const std::string own_name = "hf-" + std::to_string(::getpid());

// A program of a name that nobody else has, which waits for its end.
class Sleeper {
public:
    explicit Sleeper(const test::Folder& folder, const std::string& name = own_name) {
        const std::string program = folder.file(name);
        std::filesystem::copy_file("/bin/sleep", program, std::filesystem::copy_options::skip_existing);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::execl(program.c_str(), program.c_str(), "300", nullptr);
            ::_exit(1);
        }
        while (!test::content_of("/proc/" + std::to_string(pid_) + "/cmdline").starts_with(program)) {
            std::this_thread::yield();  // the name comes first
        }
    }
    ~Sleeper() { bury(); }
    void kill() const { ::kill(pid_, SIGKILL); }
    void bury() {
        if (pid_ == 0) return;  // else it would be the test's own group
        kill();
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    }

private:
    pid_t pid_ = 0;
};

class Process : public testing::Test {
protected:
    checks::Outcome look(const checks::ProcessCheck& wanted, const std::string& name = "check") {
        checks::StartRun run{.run = ++last_, .check = {.name = name, .kind = wanted, .timeout = 1s}, .until = {}};
        Results results;
        processes.start(run, now);
        processes.advance({}, now, results);
        return results.ended.at(0).outcome;
    }
    test::Folder folder;
    Processes processes;
    net::Instant now{100s};

private:
    checks::RunId last_ = 0;
};

TEST_F(Process, IsFoundByItsName) {
    const Sleeper sleeper{folder};
    const auto outcome = look({own_name});
    EXPECT_TRUE(outcome.ok);
    EXPECT_EQ(outcome.reason, own_name + " runs");
}

TEST_F(Process, IsFoundByANameThatTheKernelCutsOff) {
    const Sleeper sleeper{folder, own_name + "-of-a-long-name"};
    EXPECT_TRUE(look({own_name + "-of-a-long-name"}).ok);
    EXPECT_FALSE(look({own_name + "-of-another-name"}, "other").ok);
}

TEST_F(Process, IsFoundByItsCommandLine) {
    const Sleeper sleeper{folder};
    EXPECT_TRUE(look({folder.file(own_name) + " 300", 1, true}).ok);
    EXPECT_FALSE(look({folder.file(own_name) + " 301", 1, true}, "other").ok);
}

TEST_F(Process, IsNotThere) {
    const auto outcome = look({"hf-nobody"});
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.reason, "no process hf-nobody");
}

TEST_F(Process, IsCounted) {
    const Sleeper one{folder};
    const Sleeper two{folder};
    EXPECT_TRUE(look({own_name, 2}).ok);
    const auto outcome = look({own_name, 3}, "three");
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.reason, "2 of 3 processes " + own_name);
}

TEST_F(Process, ThatWaitsToBeBuriedIsNone) {
    const Sleeper sleeper{folder};
    ASSERT_TRUE(look({own_name}).ok);
    sleeper.kill();
    std::vector<pollfd> sources;
    processes.poll_on(sources);
    ASSERT_EQ(::poll(sources.data(), sources.size(), 5000), 1);
    EXPECT_FALSE(look({own_name}).ok);
}

TEST_F(Process, ThatEndsHastensItsCheck) {
    const Sleeper sleeper{folder};
    ASSERT_TRUE(look({own_name}).ok);
    sleeper.kill();
    std::vector<pollfd> sources;
    processes.poll_on(sources);
    ASSERT_EQ(::poll(sources.data(), sources.size(), 5000), 1);
    Results results;
    processes.advance(sources, now, results);
    ASSERT_EQ(results.hastened.size(), 1U);
    EXPECT_EQ(results.hastened[0].check, "check");
    sources.clear();
    processes.poll_on(sources);
    EXPECT_TRUE(sources.empty()) << "it would hasten again and again";
}

TEST_F(Process, OfManyChecksIsLookedForOnceInASecond) {
    for (int i = 0; i < 50; ++i) look({"hf-nobody" + std::to_string(i)});
    EXPECT_EQ(processes.looks(), 1);
    now += 1s;
    look({"hf-nobody"});
    EXPECT_EQ(processes.looks(), 2);
}

TEST_F(Process, ThatLivesNeedsNoLook) {
    const Sleeper sleeper{folder};
    for (int i = 0; i < 50; ++i, now += 1s) ASSERT_TRUE(look({own_name}).ok);
    EXPECT_EQ(processes.looks(), 1);
}

using OnAHost = test::Host;

TEST_F(OnAHost, AProcessIsMissedAtOnce) {
    Sleeper sleeper{folder};
    auto slow = check("sleeper", checks::ProcessCheck{own_name}, 60s);
    slow.fall = 1;
    begin({slow});
    report("sleeper", Health::up);
    sleeper.bury();
    report("sleeper", Health::down);  // within the patience of the test, which is less than the interval
}

TEST_F(OnAHost, AProcessIsNoticedAtOnceWhereTheKernelTells) {
    if (!ProcessEvents::open()) GTEST_SKIP() << "not in these namespaces";
    auto slow = check("sleeper", checks::ProcessCheck{own_name}, 60s);
    slow.rise = 1;
    begin({slow});
    report("sleeper", Health::down);
    const Sleeper sleeper{folder};
    report("sleeper", Health::up);  // within the patience of the test, which is less than the interval
}

TEST_F(OnAHost, AFileTellsItsNumber) {
    begin({check("weight", checks::FileCheck{folder.write("weight", "-20")})});
    EXPECT_EQ(report("weight", Health::up).number, -20);
    folder.write("weight", "5");
    EXPECT_EQ(report("weight", Health::up).number, 5);
}

TEST_F(OnAHost, APingIsAnswered) {
    const auto targets = {net::IpAddress::v4(127, 0, 0, 1), *net::IpAddress::parse("::1")};
    EXPECT_EQ(first_report(check("ping", checks::PingCheck{targets, 2}), Health::up).reason, "2 of 2 answered");
}

TEST_F(OnAHost, APingNeedsOnlySoManyAnswers) {
    // RFC 5737 addresses would be looked for in the network: this one is nobody's in the loopback's.
    const auto targets = {net::IpAddress::v4(127, 0, 0, 1), net::IpAddress::v4(127, 0, 0, 2),
                          *net::IpAddress::parse("::ffff:0:1")};
    EXPECT_EQ(first_report(check("ping", checks::PingCheck{targets, 2}), Health::up).reason, "2 of 3 answered");
}

TEST_F(OnAHost, APingThatCannotBeSentHasFailed) {
    const auto settings = check("ping", checks::PingCheck{{net::IpAddress::v4(255, 255, 255, 255)}, 1});
    EXPECT_THAT(first_report(settings, Health::down).reason, HasSubstr("0 of 1 answered, 1 needed; ping "));
}

TEST_F(OnAHost, APingThatIsAddedLaterWorksToo) {
    begin({});
    reconfigure({check("ping", checks::PingCheck{{net::IpAddress::v4(127, 0, 0, 1)}, 1})});
    report("ping", Health::up);
}

// Of the thread that reports.
TEST_F(OnAHost, TheThreadHasNoCapabilityAndNoPriority) {
    std::promise<std::string> status;
    std::promise<int> policy;
    Probes itself{{.checks = {check("weight", checks::FileCheck{"/nowhere"}, 60s)}, .script_user = ""},
                  [](const io::Fd&) { return io::Result<io::Fd>{io::failed("launch", EPERM)}; },
                  {.report =
                       [&](const checks::Report& report) {
                           if (report.health != Health::down) return;
                           status.set_value(test::content_of("/proc/thread-self/status"));
                           policy.set_value(::sched_getscheduler(0));
                       },
                   .note = [](const net::Note&) {}}};
    const std::string text = status.get_future().get();
    EXPECT_THAT(text, HasSubstr("Name:\thf-checks"));
    EXPECT_THAT(text, HasSubstr("CapEff:\t0000000000000000"));
    EXPECT_THAT(text, HasSubstr("CapPrm:\t0000000000000000"));
    EXPECT_THAT(text, HasSubstr("NoNewPrivs:\t1"));
    EXPECT_EQ(policy.get_future().get(), SCHED_OTHER);
}

}  // namespace
}  // namespace holdfast::probes
