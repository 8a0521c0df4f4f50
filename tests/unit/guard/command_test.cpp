// The command of a fence, as it is found in the field: missing, failing, hanging, flooding, leaving things behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/guard/fence_host.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

using Command = test::FenceHost;

TEST_F(Command, GetsTheDetailsAsItsInputUntilTheirEnd) {
    EXPECT_EQ(run({"/bin/cat"}).what, R"(exit code 0: {"verdict":"split_brain"})");
}

TEST_F(Command, GetsASmallEnvironmentAndNothingElseOfTheOrder) {
    EXPECT_EQ(run({"/usr/bin/env"}).what,
              "exit code 0: PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOLDFAST_INSTANCE=web");
}

TEST_F(Command, GetsItsArgumentsAsTheyAre) {
    EXPECT_EQ(run({"/bin/echo", "a  b", "$HOME;"}).what, "exit code 0: a  b $HOME;");
}

TEST_F(Command, RunsInTheRootFolder) {
    EXPECT_EQ(run({"/bin/pwd"}).what, "exit code 0: /");
}

TEST_F(Command, HasNoFileOpenButItsInputAndItsOutput) {
    EXPECT_EQ(run({"/bin/ls", "/proc/self/fd"}).what, "exit code 0: 0\n1\n2\n3");  // 3: the folder that it lists
}

TEST_F(Command, RunsWithDefaultSignalsNoLockedMemoryAndAMaskOfItsOwn) {
    const std::string what = run({"/bin/grep", "-E", "^(Umask|VmLck|SigBlk|SigIgn)", "/proc/self/status"}).what;
    EXPECT_THAT(what, ContainsRegex("Umask:\t0077"));
    EXPECT_THAT(what, ContainsRegex("VmLck:\t +0 kB"));
    EXPECT_THAT(what, ContainsRegex("SigBlk:\t0000000000000000"));
    EXPECT_THAT(what, ContainsRegex("SigIgn:\t[0-9a-f]{8}[08]0000000"));  // all up to 31; the next are the C library's
}

TEST_F(Command, IsNotRealTime) {
    EXPECT_EQ(run({"/usr/bin/awk", "{print $41}", "/proc/self/stat"}).what, "exit code 0: 0");
}

TEST_F(Command, LeadsASessionOfItsOwn) {
    EXPECT_EQ(run({"/usr/bin/awk", "{print ($1 == $5 && $1 == $6)}", "/proc/self/stat"}).what, "exit code 0: 1");
}

TEST_F(Command, RunsAsRootWhereNobodyElseIsNamed) {
    EXPECT_EQ(run({"/usr/bin/id"}).what, "exit code 0: uid=0(root) gid=0(root) groups=0(root)");
}

TEST_F(Command, IsNotRunWhenSomebodyElseCouldChangeIt) {
    const std::string path = script("echo done");
    ASSERT_EQ(::chown(path.c_str(), 1234, 0), 0);
    EXPECT_EQ(run({path}).what, "exit code 127: not run: " + path + " belongs to user 1234");
}

TEST_F(Command, RunsAsTheUserThatIsNamed) {
    equipment.script_user = "nobody";
    EXPECT_EQ(run({"/usr/bin/id"}).what, "exit code 0: uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)");
}

TEST_F(Command, HasFailedWhereItsUserDoesNotExist) {
    equipment.script_user = "holdfast-nobody-has-this-name";
    const fence::Progress progress = run({"/usr/bin/id", "-u"});
    EXPECT_FALSE(progress.succeeded);
    EXPECT_EQ(progress.what, "exit code 127: not run: there is no user holdfast-nobody-has-this-name");
}

TEST_F(Command, IsNotRunWhenSomebodyElseCouldChangeTheScriptOfItsInterpreter) {
    const std::string path = script("echo done");
    ::chmod(path.c_str(), 0777);
    EXPECT_EQ(run({"/bin/sh", path}).what,
              "exit code 127: not run: " + path + " may be written by others (mode 0777, o+w)");
}

TEST_F(Command, HasFailedWhenItIsMissing) {
    const fence::Progress progress = run({"/nowhere/fence.sh"});
    EXPECT_FALSE(progress.succeeded);
    EXPECT_THAT(progress.what, HasSubstr("cannot run /nowhere/fence.sh: no such file or directory"));
}

TEST_F(Command, HasFailedWhenItIsNotExecutable) {
    const std::string path = script("exit 0");
    ::chmod(path.c_str(), 0644);
    const fence::Progress progress = run({path});
    EXPECT_FALSE(progress.succeeded);
    EXPECT_THAT(progress.what, HasSubstr("permission denied"));
}

TEST_F(Command, HasFailedByItsExitCode) {
    const fence::Progress progress = run_script("echo the switch does not answer >&2; exit 3");
    EXPECT_FALSE(progress.succeeded);
    EXPECT_EQ(progress.what, "exit code 3: the switch does not answer");
}

TEST_F(Command, HasFailedWhenASignalKillsIt) {
    const fence::Progress progress = run_script("kill -SEGV $$");
    EXPECT_FALSE(progress.succeeded);
    EXPECT_EQ(progress.what, "killed by signal 11 (Segmentation fault)");
}

TEST_F(Command, IsToldToEndWhenItsTimeIsUp) {
    const fence::Progress progress = run_script("trap 'echo ending; exit 0' TERM; sleep 60 & wait", 300ms);
    EXPECT_FALSE(progress.succeeded);
    EXPECT_EQ(progress.what, "killed after 0.3 s: ending");
}

TEST_F(Command, IsKilledTwoSecondsLaterWithItsChildren) {
    const std::string pids = scripts.file("pids");
    const fence::Progress progress =
        run_script("trap '' TERM; sleep 60 & echo $$ $! > " + pids + "; while :; do wait; done", 300ms);
    EXPECT_FALSE(progress.succeeded);
    EXPECT_GE(progress.took, 2300ms);
    EXPECT_LT(progress.took, 4s);
    std::istringstream both{test::content_of(pids)};
    pid_t leader = 0;
    pid_t child = 0;
    both >> leader >> child;
    ASSERT_GT(child, 0);
    EXPECT_FALSE(test::is_alive(leader));
    const io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};  // killed in the same moment
    EXPECT_TRUE(!process || test::readable(process.get())) << "it lives";
}

// A process leaves its group, session and parent, and its end is seen as the end of its hold on a pipe.
class LeftBehind : public test::FenceHost {
protected:
    void expect_killed(const std::string& body) {
        const test::Mailbox mailbox{scripts};
        auto guard = test::Outfitted::start().value();
        equipment.fence.command = {script(body + " & read x < " + mailbox.path())};
        ASSERT_TRUE(guard.equip(equipment, {}));
        ASSERT_TRUE(guard.fence(order()));
        const pid_t pid = std::stoi("0" + pid_of_it());
        ASSERT_GT(pid, 0);
        const io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
        ASSERT_EQ(::write(mailbox.fd(), "\n", 1), 1);
        EXPECT_TRUE(step(hear(guard), fence::Step::command).succeeded);
        EXPECT_TRUE(test::readable(process.get())) << "it lives";
    }
    std::string report() const { return pids_.path(); }

private:
    std::string pid_of_it() const { return pids_.read(); }
    test::Folder folder_;
    test::Mailbox pids_{folder_};
};

TEST_F(LeftBehind, IsKilledWithTheGroup) {
    expect_killed("sh -c 'echo $$ > " + report() + "; exec sleep 300'");
}

TEST_F(LeftBehind, IsKilledInASessionOfItsOwn) {
    expect_killed("setsid sh -c 'echo $$ > " + report() + "; exec sleep 300' < /dev/null > /dev/null 2>&1");
}

TEST_F(LeftBehind, IsKilledAsADaemon) {
    expect_killed("(setsid sh -c 'sh -c \"echo \\$\\$ > " + report() +
                  "; exec sleep 300\" &') < /dev/null > /dev/null 2>&1");
}

TEST_F(LeftBehind, LivesAsLongAsTheCommandNeedsIt) {
    const test::Mailbox mailbox{scripts};
    const std::string body =
        "(setsid sh -c 'sleep 0.3; echo done > " + mailbox.path() + "' &); read x < " + mailbox.path();
    EXPECT_EQ(run_script(body + "; echo $x").what, "exit code 0: done");
}

TEST_F(Command, IsNotHeldUpByAChildThatKeepsItsOutputOpen) {
    const fence::Progress progress = run_script("sleep 60 &");
    EXPECT_TRUE(progress.succeeded);
    EXPECT_LT(progress.took, 5s);
}

TEST_F(Command, MaySayMoreThanIsKept) {
    const fence::Progress progress =
        run_script("head -c 1000000 /dev/zero | tr '\\0' x; echo > " + scripts.file("end"));
    EXPECT_TRUE(progress.succeeded) << progress.what;
    EXPECT_EQ(progress.what, "exit code 0: " + std::string(4096, 'x'));
    EXPECT_TRUE(std::filesystem::exists(scripts.file("end")));
}

TEST_F(Command, IsKilledWhenItFloodsWithoutEnd) {
    const fence::Progress progress = run({"/usr/bin/yes"}, 300ms);
    EXPECT_THAT(progress.what, StartsWith("killed after 0.3 s: y\ny\n"));
    EXPECT_LT(progress.took, 2s);
}

TEST_F(Command, NeedNotReadItsInput) {
    auto guard = test::Outfitted::start().value();
    equipment.fence.command = {script("exec <&-; exit 0")};
    fence::Order large = order();
    large.details = std::string(16384, ' ');
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(large));
    EXPECT_TRUE(step(hear(guard), fence::Step::command).succeeded);
}

TEST_F(Command, MayPrintAnyByte) {
    EXPECT_EQ(run_script("printf 'a\\377\\001b\\n\\n'").what, "exit code 0: a\\xff\\x01b");
}

TEST_F(Command, RunsOnceAtATimeForAnInstance) {
    const std::string log = scripts.file("log");
    equipment.fence.command = {script("echo begin >> " + log + "; sleep 0.3; echo end >> " + log)};
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order(1)));
    ASSERT_TRUE(guard.fence(order(2)));
    EXPECT_TRUE(hear(guard, 2).back().succeeded);
    EXPECT_EQ(test::content_of(log), "begin\nend\nbegin\nend\n");
}

// Each waits for the other, also where the one's name begins with the other's.
TEST_F(Command, RunsForSeveralInstancesTogether) {
    equipment.fence.command = {
        script("cd " + scripts.path().string() +
               "; case $HOLDFAST_INSTANCE in web) echo > a; read x < b;; *) read x < a; echo > b;; esac")};
    ASSERT_EQ(::mkfifo(scripts.file("a").c_str(), 0600), 0);
    ASSERT_EQ(::mkfifo(scripts.file("b").c_str(), 0600), 0);
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order(1, "web")));
    ASSERT_TRUE(guard.fence(order(2, "web2")));
    EXPECT_TRUE(hear(guard, 2, 8s).back().succeeded);
}

TEST_F(Command, DoesNotKeepTheGuardFromItsDuty) {
    equipment.fence.command = {"/usr/bin/yes"};
    equipment.fence.timeout = 10s;
    const net::Prefix other = test::prefix("192.0.2.51/32");
    add(other);
    auto guard = test::Outfitted::start().value();
    auto monitor = io::NetlinkMonitor::open().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order()));
    const net::Instant promised = io::now();
    ASSERT_TRUE(guard.pledge(std::array{Promise{7, 300ms, {{eth0, other}}}}));
    ASSERT_TRUE(test::readable(monitor.fd()));
    EXPECT_GE(io::now() - promised, 300ms);
    EXPECT_LT(io::now() - promised, 1300ms);  // for a machine that is busy
    EXPECT_FALSE(test::has_address(other));
}

}  // namespace
}  // namespace holdfast::guard
