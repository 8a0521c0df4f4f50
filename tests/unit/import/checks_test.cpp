// vrrp_script, track processes and files, what tracks them, notify scripts and sync groups.
#include "daemon/import/command.hpp"
#include "tests/unit/import/support.hpp"

namespace holdfast::import {
namespace {

Command command_in(const std::string& line, bool rest = true) {
    Keyword keyword;
    keyword.words = words_of(line).value();
    return command_of(keyword, rest);
}
std::vector<std::string> argv(const std::string& line) {
    return command_in(line).argv;
}

TEST(ACommand, IsSplitAtBlanksOutsideOfQuotes) {
    EXPECT_THAT(argv(R"(script "/a.sh 'b c' \"d e\" f")"), ElementsAre("/a.sh", "b c", "d e", "f"));
    EXPECT_THAT(argv("script /a.sh b"), ElementsAre("/a.sh", "b"));
}
TEST(ACommand, InQuotesIsReadTwice) {
    EXPECT_THAT(argv(R"(script "/a.sh b\ c d\\ e \\\"f")"), ElementsAre("/a.sh", "b", "c", "d e", "\"f"));
    EXPECT_THAT(argv(R"(script "[ \"$(date)\" ]")"), ElementsAre("/bin/sh", "-c", "[ \"$(date)\" ]"));
}
TEST(ACommand, OfANotificationEndsBeforeTheUser) {
    EXPECT_THAT(command_in("notify_master /a.sh root", false).argv, ElementsAre("/a.sh"));
}
TEST(ACommand, WithoutPathIsLookedUpAlongThePath) {
    EXPECT_THAT(argv("script \"ping -c1 10.0.0.1\""), ElementsAre("/usr/bin/env", "ping", "-c1", "10.0.0.1"));
}
TEST(ACommand, ThatIsNoProgramGoesToAShell) {
    EXPECT_THAT(argv("script \"[ -f /a ] && exit 1\""), ElementsAre("/bin/sh", "-c", "[ -f /a ] && exit 1"));
    EXPECT_TRUE(command_in("script \"exit 0\"").by_shell);
}
TEST(ACommand, WithWordsOfAShellIsSuspicious) {
    EXPECT_TRUE(command_in("script \"/a.sh || exit 1\"").looks_like_shell);
    EXPECT_TRUE(command_in("script \"/a.sh >/dev/null\"").looks_like_shell);
    EXPECT_FALSE(command_in("script \"/a.sh http://x/?a=1&b=2\"").looks_like_shell);
}
TEST(ACommand, ThatAsksForAProcessSaysWhich) {
    EXPECT_EQ(command_in("script \"killall -0 haproxy\"").process, "haproxy");
    EXPECT_EQ(command_in("script \"/usr/bin/pkill -0 -x nginx\"").process, "nginx");
    EXPECT_EQ(command_in("script \"pidof /usr/sbin/squid\"").process, "squid");
    EXPECT_EQ(command_in("script \"killall haproxy\"").process, "");
    EXPECT_EQ(command_in("script \"pgrep -f a.*b\"").process, "");
}

std::string script(const std::string& more) {
    return "vrrp_script s {\nscript /a.sh\n" + more + "\n}\n" + instance_with("track_script {\ns\n}");
}

TEST(AScript, CountsToOneWhereNothingIsSaid) {
    EXPECT_THAT(imported(script("")).toml, HasSubstr("command = [\"/a.sh\"]\nfall = 1\nrise = 1\n"));
    EXPECT_THAT(imported(script("fall 3\nrise 2")).toml, AllOf(Not(HasSubstr("fall")), Not(HasSubstr("rise"))));
}
TEST(AScript, KeepsItsTimes) {
    EXPECT_THAT(imported(script("interval 5\ntimeout 2")).toml, HasSubstr("interval = \"5s\"\ntimeout = \"2s\"\n"));
    EXPECT_THAT(imported(script("interval 2\ntimeout 9")).toml, Not(HasSubstr("timeout = ")));
    EXPECT_THAT(imported(script("interval 2\ntimeout 9")).account, HasSubstr("its time limit is the interval"));
}
TEST(AScript, GivesItsWeightToWhoeverTracksIt) {
    EXPECT_THAT(imported(script("weight -5")).toml, HasSubstr("tracks = [{ check = \"s\", weight = -5 }]"));
    EXPECT_THAT(imported(script("weight 5 reverse")).toml, HasSubstr("weight = -5, reverse = true"));
    EXPECT_THAT(imported(script("weight -20 reverse")).toml, HasSubstr("weight = 20, reverse = true"));
    EXPECT_THAT(imported(script("")).toml, HasSubstr("tracks = [\"s\"]"));
}
TEST(AScript, StartsDownWhenItIsToldSo) {
    EXPECT_THAT(imported(script("init_fail")).toml, HasSubstr("start = \"down\""));
}
TEST(AScript, RunsAsRootWhereNobodyIsNamed) {
    EXPECT_THAT(imported(script("")).toml, HasSubstr("script_user = \"root\""));
    EXPECT_THAT(imported("global_defs {\nscript_user www\n}\n" + script("user db")).toml,
                AllOf(HasSubstr("script_user = \"www\""), HasSubstr("user = \"db\"")));
}
TEST(AScript, ThatNobodyTracksIsAComment) {
    EXPECT_THAT(imported("vrrp_script s {\nscript /a.sh\n}\n").toml,
                HasSubstr("# Nothing tracks this, so keepalived does not run it:\n# [[check]]\n# name = \"s\""));
}
TEST(AScript, ThatIsNotThereIsReported) {
    EXPECT_THAT(
        imported("vrrp_script check_web {\nscript /a\n}\n" + instance_with("track_script {\nchek_web\n}")).account,
        HasSubstr("there is no vrrp_script of this name: did you mean \"check_web\"?"));
}

TEST(AProcess, WeighsOneUnlessItSaysOtherwise) {
    const std::string text = "vrrp_track_process p {\nprocess /usr/sbin/nginx\nquorum 2\n}\n";
    const std::string toml = imported(text + instance_with("track_process {\np\n}")).toml;
    EXPECT_THAT(toml, AllOf(HasSubstr("type = \"process\"\nprocess = \"nginx\"\ncount = 2\n"),
                            HasSubstr("tracks = [{ check = \"p\", weight = 1 }]")));
}
TEST(AFile, IsMultipliedWithItsWeight) {
    const std::string text = "track_file f {\nfile /x\nweight 0\n}\ntrack_file g {\nfile /y\n}\n";
    EXPECT_THAT(imported(text + instance_with("track_file {\nf\ng\ng weight -3 reverse\n}")).toml,
                HasSubstr("tracks = [{ check = \"f\", weight = 0 }, { check = \"g\", weight = 1 }, "
                          "{ check = \"g\", weight = -3, reverse = true }]"));
}
TEST(Checks, OfDifferentKindsMayHaveOneName) {
    const std::string text = "vrrp_script web {\nscript /a\n}\ntrack_file web {\nfile /x\n}\n";
    EXPECT_THAT(imported(text + instance_with("track_script {\nweb\n}\ntrack_file {\nweb\n}")).toml,
                HasSubstr("tracks = [\"web\", { check = \"file-web\", weight = 1 }]"));
}

TEST(Interfaces, KeepWeightAndDelays) {
    EXPECT_THAT(imported("interface_up_down_delays {\neth1 1.5 2\n}\n" +
                         instance_with("track_interface {\neth1 weight -7\neth2\n}"))
                    .toml,
                HasSubstr(R"([{ interface = "eth1", weight = -7, down_delay = "1.5s", up_delay = "2s" }, "eth2"])"));
    EXPECT_THAT(imported("interface_up_down_delays {\neth0 1\n}\n" + instance_with("")).account,
                HasSubstr("only what is tracked has delays"));
}

TEST(Interfaces, OfTheInstanceItselfAreTrackedAnyway) {
    const Outcome outcome = instance("track_interface {\neth0\neth1\n}");
    EXPECT_THAT(outcome.toml, HasSubstr("track_interfaces = [\"eth1\"]"));
    EXPECT_THAT(outcome.account, HasSubstr("k.conf:5: eth0\n    an instance's own interface is tracked anyway"));
}

TEST(Notifications, KeepTheirScripts) {
    EXPECT_THAT(
        instance("notify_master \"/m.sh a\"\nnotify_backup /b\nnotify_fault /f\nnotify_stop /s\nnotify /n").toml,
        HasSubstr("notify.master = [\"/m.sh\", \"a\"]\nnotify.backup = [\"/b\"]\nnotify.fault = [\"/f\"]\n"
                  "notify.stop = [\"/s\"]\nnotify.any = [\"/n\"]\n"));
}
TEST(Notifications, RunAsTheNodesUser) {
    EXPECT_THAT(instance("notify /n mallory").toml, HasSubstr("notify.user = \"mallory\""));
    EXPECT_THAT(instance("notify /n mallory\nnotify_master /m").account, HasSubstr("not as \"mallory\""));
    EXPECT_THAT(instance("notify /n root").account, IsEmpty());
    EXPECT_THAT(imported("global_defs {\nscript_user www\n}\n" + instance_with("notify /n www")).account, IsEmpty());
}

TEST(AGroup, HasMembersTrackingAndNotifications) {
    const std::string text = instance_with("") +
                             "vrrp_sync_group G {\ngroup { VI_1 VI_2 }\ntrack_interface {\neth9\n}\n"
                             "notify_master /g.sh\n}\n";
    EXPECT_THAT(imported(text).toml, HasSubstr("[[group]]\nname = \"G\"\ninstances = [\"VI_1\"]\n"
                                               "track_interfaces = [\"eth9\"]\nnotify.master = [\"/g.sh\"]\n"));
    EXPECT_THAT(imported(text).account, HasSubstr("there is no vrrp_instance VI_2: did you mean \"VI_1\"?"));
}
TEST(AGroup, OfNobodyIsAComment) {
    EXPECT_THAT(imported("vrrp_sync_group G {\n}\n").toml, HasSubstr("# [[group]]\n# name = \"G\""));
}

}  // namespace
}  // namespace holdfast::import
