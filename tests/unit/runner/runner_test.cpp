// The runner's process with real children: what they get, how they end, and what becomes of the rest.
#include <csignal>

#include <sys/syscall.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runner/outfitted.hpp"

namespace holdfast::runner {
namespace {

using namespace std::chrono_literals;
using test::command;
using test::Outfitted;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;

class ACommand : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "to run commands as other users needs root";
    }
    static Ended run(std::vector<std::string> argv) { return Outfitted{{command(std::move(argv))}}.result(); }
    Ended run_script(const std::string& body, net::Duration time_limit = 10s) const {
        return Outfitted{{command({folder.script(body)}, time_limit)}}.result();
    }
    test::Folder folder;
};

TEST_F(ACommand, EndsWithItsExitCodeAndWhatItSaid) {
    const Ended ended = run_script("echo the database; echo is gone >&2; exit 3");
    EXPECT_EQ(ended.fate, Fate::exited);
    EXPECT_EQ(ended.value, 3);
    EXPECT_EQ(ended.output, "the database\nis gone\n");
    EXPECT_EQ(describe(ended), "exit code 3");
}

TEST_F(ACommand, EndsByASignal) {
    const Ended ended = run_script("kill -SEGV $$");
    EXPECT_EQ(ended.fate, Fate::signalled);
    EXPECT_EQ(describe(ended), "killed by signal 11 (Segmentation fault)");
}

TEST_F(ACommand, GetsASmallEnvironmentAndOfTheOrdersOnlyOurs) {
    Outfitted runner{{command({"/usr/bin/env"})}};
    auto order = runner.run();
    order.environment = {{"HOLDFAST_STATE", "master"}, {"LD_PRELOAD", "/evil.so"}, {"HOLDFAST_X=1\nLD_Y", "2"}};
    EXPECT_EQ(runner.result_of(order).output,
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOLDFAST_STATE=master\n");
}

TEST_F(ACommand, GetsItsArgumentsAsTheyAreAndNoShell) {
    EXPECT_EQ(run({"/bin/echo", "a  b", "$HOME;"}).output, "a  b $HOME;\n");
}

TEST_F(ACommand, GetsTheOrdersArgumentsWhereItTakesSome) {
    Command echo = command({"/bin/echo", "-n"});
    echo.takes_arguments = true;
    Outfitted runner{{echo}};
    auto order = runner.run();
    order.arguments = {"INSTANCE", "web", "MASTER", "100"};
    EXPECT_EQ(runner.result_of(order).output, "INSTANCE web MASTER 100");
}

TEST_F(ACommand, GetsNoneWhereItTakesNone) {
    Outfitted runner{{command({"/bin/sh"})}};
    auto order = runner.run();
    order.arguments = {"-c", "echo broken in"};
    const Ended ended = runner.result_of(order);
    EXPECT_EQ(ended.fate, Fate::not_started);
    EXPECT_EQ(ended.why, "it takes no arguments");
}

// Who broke into the engine says no more to a script than a notification does.
TEST_F(ACommand, GetsNothingOfTheOrderButAFewWords) {
    Command echo = command({"/bin/echo"});
    echo.takes_arguments = true;
    Outfitted runner{{echo}};
    for (const std::string word : {"-n", "/etc/shadow", "two words", "$(id)", "line\n", ""}) {
        auto order = runner.run();
        order.arguments = {word};
        EXPECT_EQ(runner.result_of(order).why, "its arguments are not those of a notification") << word;
    }
    auto order = runner.run();
    order.arguments = {std::string(65, 'x')};
    EXPECT_EQ(runner.result_of(order).fate, Fate::not_started);
    order = runner.run();
    order.arguments.assign(5, "x");
    EXPECT_EQ(runner.result_of(order).fate, Fate::not_started);
}

TEST_F(ACommand, GetsTheOrdersInput) {
    Outfitted runner{{command({"/bin/cat"})}};
    auto order = runner.run();
    order.input = R"({"state":"master"})";
    EXPECT_EQ(runner.result_of(order).output, order.input);
}

TEST_F(ACommand, FindsTheEndOfItsInputAtOnceWhereTheOrderHasNone) {
    const Ended ended = run({"/bin/cat"});
    EXPECT_EQ(describe(ended), "exit code 0");
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(run({"/bin/readlink", "/proc/self/fd/0"}).output, "/dev/null\n");
}

TEST_F(ACommand, HasNoFileOpenButItsInputAndItsOutput) {
    EXPECT_EQ(run({"/bin/ls", "/proc/self/fd"}).output, "0\n1\n2\n3\n");  // 3: the folder that it lists
}

TEST_F(ACommand, RunsInTheRootFolderAndASessionOfItsOwn) {
    EXPECT_EQ(run({"/bin/pwd"}).output, "/\n");
    EXPECT_EQ(run({"/usr/bin/awk", "{print ($1 == $5 && $1 == $6)}", "/proc/self/stat"}).output, "1\n");
}

TEST_F(ACommand, RunsWithDefaultSignalsAMaskOfItsOwnAndNoNewPrivileges) {
    const std::string status =
        run({"/bin/grep", "-E", "^(Umask|NoNewPrivs|SigBlk|SigIgn)", "/proc/self/status"}).output;
    EXPECT_THAT(status, ContainsRegex("Umask:\t0077"));
    EXPECT_THAT(status, ContainsRegex("NoNewPrivs:\t1"));
    EXPECT_THAT(status, ContainsRegex("SigBlk:\t0000000000000000"));
    EXPECT_THAT(status,
                ContainsRegex("SigIgn:\t[0-9a-f]{8}[08]0000000"));  // all up to 31; the next are the C library's
}

TEST_F(ACommand, IsOfOrdinaryPriorityForTheProcessorAndForTheLackOfMemory) {
    EXPECT_EQ(run({"/usr/bin/awk", "{print $19, $40, $41}", "/proc/self/stat"}).output, "0 0 0\n");
    EXPECT_EQ(run({"/bin/cat", "/proc/self/oom_score_adj"}).output, "0\n");
}

TEST_F(ACommand, RunsAsItsUserWithNothingOfRoots) {
    Command id = command({"/usr/bin/id"});
    id.user = "nobody";
    Command status = command({"/bin/grep", "CapEff", "/proc/self/status"});
    status.user = "nobody";
    Outfitted runner{{id, status}};
    EXPECT_EQ(runner.result().output, "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\n");
    EXPECT_EQ(runner.result_of(runner.run(1)).output, "CapEff:\t0000000000000000\n");
}

TEST_F(ACommand, IsNotStartedAsAUserWhoIsNotThere) {
    Command id = command({"/usr/bin/id"});
    id.user = "nobody-has-this-name";
    const Ended ended = Outfitted{{id}}.result();
    EXPECT_EQ(ended.fate, Fate::not_started);
    EXPECT_EQ(ended.why, "there is no user nobody-has-this-name");
}

TEST_F(ACommand, IsNotStartedWhereItIsMissing) {
    const Ended ended = run({"/nowhere/check.sh"});
    EXPECT_EQ(ended.fate, Fate::not_started);
    EXPECT_EQ(ended.why, "/nowhere: no such file or directory");
}

TEST_F(ACommand, IsNotStartedWhereItHasBecomeUnsafeSinceItWasLoaded) {
    Outfitted runner{{command({folder.script("exit 0")})}};
    EXPECT_EQ(runner.result().fate, Fate::exited);
    ::chmod(folder.file("script.sh").c_str(), 0777);
    const Ended ended = runner.result();
    EXPECT_EQ(ended.fate, Fate::not_started);
    EXPECT_THAT(ended.why, HasSubstr("may be written by others (mode 0777, o+w)"));
}

TEST_F(ACommand, IsNotStartedWhereTheKernelCannotExecuteIt) {
    const Ended ended = run({folder.write("junk", "no program\n", 0755)});
    EXPECT_EQ(ended.fate, Fate::not_started);
    EXPECT_EQ(ended.why, "cannot run " + folder.file("junk") + ": exec format error");
}

TEST_F(ACommand, IsKilledWhenItsTimeIsUp) {
    const Ended ended = run_script("echo asking; sleep 60", 1s);
    EXPECT_EQ(ended.fate, Fate::timed_out);
    EXPECT_THAT(describe(ended), testing::StartsWith("killed after "));
    EXPECT_EQ(ended.output, "asking\n");
    EXPECT_GE(ended.took, 1s);
    EXPECT_LT(ended.took, 3s);  // sleep obeys: nobody has to wait two seconds more
}

TEST(AnEnd, TellsTheTimeAfterWhichItWasKilled) {
    Ended ended;
    ended.fate = Fate::timed_out;
    ended.took = 340ms;
    EXPECT_EQ(describe(ended), "killed after 0.3 s");
}

TEST_F(ACommand, IsKilledAsOrdered) {
    const test::Mailbox mailbox{folder};
    Outfitted runner{{command({folder.script("echo > " + mailbox.path() + "; sleep 60")})}};
    const OrderId id = runner.order(runner.run());
    mailbox.read();
    ASSERT_TRUE(runner->kill(id));
    EXPECT_EQ(runner.end_of(id).fate, Fate::killed);
}

TEST_F(ACommand, IsKilledWithItsChildrenEvenIfAllRefuse) {
    const test::Mailbox pids{folder};
    const std::string body = "trap '' TERM; sleep 300 & echo $! > " + pids.path() + "; while :; do wait; done";
    Outfitted runner{{command({folder.script(body)}, 300ms)}};
    const OrderId id = runner.order(runner.run());
    const io::Fd child{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi("0" + pids.read()), 0))};
    const Ended ended = runner.end_of(id);
    EXPECT_EQ(ended.fate, Fate::timed_out);
    EXPECT_GE(ended.took, 2300ms);
    EXPECT_TRUE(test::readable(child.get())) << "it lives";
}

TEST_F(ACommand, MaySayMoreThanIsKept) {
    const Ended ended = run_script("head -c 1000000 /dev/zero | tr '\\0' x");
    EXPECT_EQ(ended.fate, Fate::exited);
    EXPECT_EQ(ended.output, std::string(4096, 'x'));
}

TEST_F(ACommand, OfAConfigurationThatIsNotKnownIsNotStarted) {
    Outfitted runner{{command({"/bin/true"})}};
    auto order = runner.run();
    order.generation ^= 1;
    EXPECT_EQ(runner.result_of(order).why, "it belongs to a configuration that is no longer known");
}

TEST_F(ACommand, OfANewConfigurationIsKnownAtOnce) {
    Outfitted runner{{command({"/bin/false"})}};
    EXPECT_EQ(runner.result().value, 1);
    runner.outfit({command({"/bin/true"})});
    EXPECT_EQ(runner.result().value, 0);
}

TEST_F(ACommand, MayBeOneOfVeryMany) {
    std::vector<Command> commands(20'000, command({"/bin/echo", std::string(100, 'x')}));
    commands.back() = command({"/bin/echo", "the last"});
    Outfitted runner{commands};
    EXPECT_EQ(runner.result_of(runner.run(19'999)).output, "the last\n");
}

// A process leaves its group, session and parent, and its end is seen by its pidfd.
class LeftBehind : public ACommand {
protected:
    // A command that ends when somebody has seen what it leaves behind.
    bool lives(Duty duty) {
        const test::Mailbox pids{folder};
        const test::Mailbox go{folder, "go"};
        Outfitted runner{
            {command({folder.script("(setsid sh -c 'echo $$ > " + pids.path() +
                                    "; exec sleep 300' < /dev/null > /dev/null 2>&1 &)\nread x < " + go.path())})},
            duty};
        const OrderId id = runner.order(runner.run());
        const pid_t pid = std::stoi("0" + pids.read());
        const io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
        EXPECT_TRUE(process);
        EXPECT_EQ(::write(go.fd(), "\n", 1), 1);
        EXPECT_EQ(runner.end_of(id).fate, Fate::exited);
        const bool has_ended = test::readable(process.get(), duty == Duty::checks ? 5s : 500ms);
        if (!has_ended && process) ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
        return !has_ended;
    }
};

TEST_F(LeftBehind, IsKilledWhereACheckLeavesIt) {
    EXPECT_FALSE(lives(Duty::checks));
}

TEST_F(LeftBehind, LivesWhereANotificationHasStartedIt) {
    EXPECT_TRUE(lives(Duty::notifications));
}

TEST_F(LeftBehind, IsKilledAlsoWhileAnotherCheckRuns) {
    const test::Mailbox pids{folder};
    const test::Mailbox end{folder, "end"};
    const test::Mailbox go{folder, "go"};
    const test::Mailbox began{folder, "began"};
    // /proc tells beginnings in ticks of 10 ms: the other one is to begin some of them later.
    const std::string leaves =
        folder.script("(setsid sh -c 'sleep 0.05; echo $$ > " + pids.path() +
                      "; exec sleep 300' < /dev/null > /dev/null 2>&1 &)\nread x < " + go.path());
    const std::string waits = folder.script("echo > " + began.path() + "; read x < " + end.path(), "other.sh");
    Outfitted runner{{command({leaves}), command({waits})}};
    const OrderId first = runner.order(runner.run());
    const io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi("0" + pids.read()), 0))};
    ASSERT_TRUE(process);
    const OrderId other = runner.order(runner.run(1));
    began.read();
    ASSERT_EQ(::write(go.fd(), "\n", 1), 1);
    runner.end_of(first);
    EXPECT_TRUE(test::readable(process.get())) << "it lives";
    ASSERT_EQ(::write(end.fd(), "\n", 1), 1);
    EXPECT_EQ(runner.end_of(other).fate, Fate::exited);
}

TEST_F(LeftBehind, IsBuriedWhenItHasEnded) {
    const test::Mailbox pids{folder};
    // It ends when that has left its group, or it would be killed with it.
    const std::string leaves = folder.script("(setsid sh -c 'echo $$ > " + pids.path() +
                                             "' < /dev/null > /dev/null 2>&1 &)\nread x < " + pids.path());
    // Until nobody but itself is there, at most 5 s; or it says who is.
    const std::string looks =
        "read x < " + folder.file("go") +
        "\nfor turn in $(seq 100); do\n"
        "    [ \"$(cat /proc/$PPID/task/$PPID/children)\" = \"$$ \" ] && echo buried && exit\n"
        "    sleep 0.05\ndone\n"
        "for child in $(cat /proc/$PPID/task/$PPID/children); do grep State: /proc/$child/status; done";
    const test::Mailbox go{folder, "go"};
    Outfitted runner{{command({leaves}), command({folder.script(looks, "looks.sh")})}};
    const OrderId look = runner.order(runner.run(1));
    EXPECT_EQ(runner.result().fate, Fate::exited);
    ASSERT_EQ(::write(go.fd(), "\n", 1), 1);
    EXPECT_EQ(runner.end_of(look).output, "buried\n");
}

class Queue : public ACommand {
protected:
    runner::Run queued(Outfitted& runner, std::uint32_t command, const std::string& name) {
        auto run = runner.run(command);
        run.queue = name;
        return run;
    }
};

TEST_F(Queue, RunsOneAfterTheOther) {
    const std::string log = folder.file("log");
    Outfitted runner{{command({folder.script("echo begin >> " + log + "; sleep 0.2; echo end >> " + log)})},
                     Duty::notifications};
    const auto first = queued(runner, 0, "web");
    const auto second = queued(runner, 0, "web");
    runner.order(first);
    runner.order(second);
    runner.end_of(second.id);
    EXPECT_EQ(test::content_of(log), "begin\nend\nbegin\nend\n");
}

// Each waits for the other.
TEST_F(Queue, RunsBesideOthers) {
    const test::Mailbox a{folder, "a"};
    const test::Mailbox b{folder, "b"};
    Outfitted runner{{command({folder.script("echo > " + a.path() + "; read x < " + b.path(), "one.sh")}),
                      command({folder.script("read x < " + a.path() + "; echo > " + b.path(), "two.sh")})},
                     Duty::notifications};
    const auto one = queued(runner, 0, "web");
    runner.order(one);
    EXPECT_EQ(runner.result_of(queued(runner, 1, "mail")).fate, Fate::exited);
    EXPECT_EQ(runner.end_of(one.id).fate, Fate::exited);
}

TEST_F(Queue, GoesOnAfterOneThatCannotBeStarted) {
    Outfitted runner{{command({"/nowhere/x"}), command({"/bin/true"})}, Duty::notifications};
    const auto broken = queued(runner, 0, "web");
    runner.order(broken);
    EXPECT_EQ(runner.result_of(queued(runner, 1, "web")).fate, Fate::exited);
    EXPECT_EQ(runner.end_of(broken.id).fate, Fate::not_started);
}

TEST_F(Queue, LetsGoOfWhatIsKilledBeforeItBegan) {
    const std::string log = folder.file("log");
    Outfitted runner{{command({"/bin/sleep", "0.3"}), command({folder.script("echo ran > " + log)})},
                     Duty::notifications};
    const auto first = queued(runner, 0, "web");
    const auto second = queued(runner, 1, "web");
    runner.order(first);
    runner.order(second);
    ASSERT_TRUE(runner->kill(second.id));
    EXPECT_EQ(runner.end_of(second.id).fate, Fate::killed);
    EXPECT_EQ(runner.end_of(first.id).fate, Fate::exited);
    EXPECT_FALSE(std::filesystem::exists(log));
}

TEST_F(Queue, HasAnEnd) {
    Outfitted runner{{command({"/bin/sleep", "300"})}, Duty::notifications};
    std::vector<OrderId> ids;
    for (int i = 0; i < 1025; ++i) ids.push_back(runner.order(queued(runner, 0, "web")));
    EXPECT_EQ(runner.end_of(ids.back()).why, "too many commands wait");
    for (const OrderId id : ids) ASSERT_TRUE(runner->kill(id));
    EXPECT_EQ(runner.end_of(ids.front()).fate, Fate::killed);
}

class WithoutItsEngine : public ACommand {};

TEST_F(WithoutItsEngine, TheRunnerKillsItsChecksAndEnds) {
    const test::Mailbox pids{folder};
    Outfitted runner{{command({folder.script("echo $$ > " + pids.path() + "; exec sleep 300")}, 300s)}};
    runner.order(runner.run());
    const io::Fd check{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi("0" + pids.read()), 0))};
    const io::Fd process = runner.leave();
    EXPECT_TRUE(test::readable(check.get())) << "the check lives";
    EXPECT_TRUE(test::readable(process.get())) << "the runner lives";
}

TEST_F(WithoutItsEngine, TheRunnerKillsWhatItsChecksHaveLeftBehind) {
    const test::Mailbox pids{folder};
    Outfitted runner{{command({folder.script("(setsid sh -c 'echo $$ > " + pids.path() +
                                             "; exec sleep 300' < /dev/null > /dev/null 2>&1 &)\nexec sleep 300")},
                              300s)}};
    runner.order(runner.run());
    const io::Fd left{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi("0" + pids.read()), 0))};
    const io::Fd process = runner.leave();
    EXPECT_TRUE(test::readable(left.get())) << "it lives";
    EXPECT_TRUE(test::readable(process.get())) << "the runner lives";
}

TEST_F(WithoutItsEngine, TheRunnerRunsTheNotificationsThatWait) {
    const std::string log = folder.file("log");
    Outfitted runner{{command({folder.script("sleep 0.1; echo ran >> " + log)})}, Duty::notifications};
    for (int i = 0; i < 3; ++i) {
        auto run = runner.run();
        run.queue = "web";
        runner.order(run);
    }
    const io::Fd process = runner.leave();
    EXPECT_TRUE(test::readable(process.get())) << "the runner lives";
    EXPECT_EQ(test::content_of(log), "ran\nran\nran\n");
}

TEST(ARunner, IsKnownToBeDead) {
    Outfitted runner{{}};
    EXPECT_TRUE(runner->alive());
    ASSERT_EQ(::syscall(SYS_pidfd_send_signal, runner->fd(), SIGKILL, nullptr, 0), 0);
    EXPECT_TRUE(test::readable(runner->fd()));
    EXPECT_FALSE(runner->alive());
    EXPECT_EQ(runner->order(runner.run()).error().code, EPIPE);
}

TEST(ARunner, IsNotEndedBySignalsToTheWholeService) {
    Outfitted runner{{}};
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
        ASSERT_EQ(::syscall(SYS_pidfd_send_signal, runner->fd(), number, nullptr, 0), 0);
    }
    EXPECT_EQ(runner.result_of(runner.run(7)).fate, Fate::not_started) << "it answers";
}

TEST(ARunner, IsNotStartedByALauncherThatFails) {
    const auto runner = Runner::start([](const io::Fd&) { return io::Result<io::Fd>{io::failed("fork", EAGAIN)}; });
    EXPECT_EQ(runner.error().code, EAGAIN);
}

TEST(ARunner, TakesNoMoreThanAQuarterOfAMebibyteAtOnce) {
    Outfitted runner{{command({"/bin/true"})}};
    auto order = runner.run();
    order.input.assign(1 << 18, 'x');
    EXPECT_EQ(runner->order(order).error().code, EMSGSIZE);
}

}  // namespace
}  // namespace holdfast::runner
