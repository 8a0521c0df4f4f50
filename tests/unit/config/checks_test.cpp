// [[check]], [[group]] and what instances track.
#include <chrono>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using namespace std::chrono_literals;
using namespace checks;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CheckSettings check_of(std::string_view text) {
    const Loaded outcome = loaded("[[check]]\nname = \"c\"\n" + std::string{text});
    if (outcome.config.checks.size() == 1) return outcome.config.checks.front();
    ADD_FAILURE() << "not one check";
    return {};
}

TEST(Check, RunsAScriptEachSecondUnlessItIsTold) {
    const CheckSettings check = check_of("command = [\"/bin/true\"]");
    EXPECT_EQ(check.kind, Kind{ScriptCheck{{"/bin/true"}}});
    EXPECT_EQ(check.interval, 1s);
    EXPECT_EQ(check.time_limit(), 1s);
    EXPECT_EQ(check.fall, 3);
    EXPECT_EQ(check.rise, 2);
}

TEST(Check, TakesEachKeyOfAScript) {
    const CheckSettings check = check_of(R"(type = "script"
command = ["/etc/holdfast/check.sh", "80"]
user = "nobody"
interval = "2s"
timeout = "500ms"
fall = 1
rise = 5
start = "down")");
    const CheckSettings expected{.name = "c",
                                 .kind = ScriptCheck{{"/etc/holdfast/check.sh", "80"}, "nobody"},
                                 .interval = 2s,
                                 .timeout = 500ms,
                                 .fall = 1,
                                 .rise = 5,
                                 .start = Health::down};
    EXPECT_EQ(check, expected);
}

TEST(Check, CountsProcesses) {
    EXPECT_EQ(check_of("type = \"process\"\nprocess = \"nginx\"\ncount = 2").kind, Kind(ProcessCheck{"nginx", 2}));
}

TEST(Check, ConnectsToAHostAndPort) {
    EXPECT_EQ(check_of("type = \"tcp\"\ntarget = \"127.0.0.1:3306\"").kind, Kind(TcpCheck{"127.0.0.1", 3306}));
    EXPECT_EQ(check_of("type = \"tcp\"\ntarget = \"[::1]:80\"").kind, Kind(TcpCheck{"::1", 80}));
    EXPECT_EQ(check_of("type = \"tcp\"\ntarget = \"db.example.org:3306\"").kind,
              Kind(TcpCheck{"db.example.org", 3306}));
}

TEST(Check, AsksAWebServer) {
    const CheckSettings check = check_of(R"(type = "http"
url = "https://127.0.0.1/healthz"
status = "200-299,401"
body = "ok"
host = "example.org"
verify = false
ca_file = "/etc/ssl/ca.pem")");
    const HttpCheck expected{.url = "https://127.0.0.1/healthz",
                             .status = {{200, 299}, {401, 401}},
                             .body = "ok",
                             .host_header = "example.org",
                             .verify = false,
                             .ca_file = "/etc/ssl/ca.pem"};
    EXPECT_EQ(check.kind, Kind{expected});
}

TEST(Check, PingsSeveralAndIsContentWithSome) {
    const CheckSettings check = check_of("type = \"ping\"\ntargets = [\"192.0.2.1\", \"192.0.2.2\"]\nneeded = 2");
    const auto& ping = std::get<PingCheck>(check.kind);
    EXPECT_THAT(ping.targets, SizeIs(2));
    EXPECT_EQ(ping.needed, 2U);
}

TEST(Check, ReadsAFile) {
    EXPECT_EQ(check_of("type = \"file\"\npath = \"/run/weight\"").kind, Kind{FileCheck{"/run/weight"}});
}

TEST(Tracking, TakesNamesAndTables) {
    const Loaded outcome = loaded(instance_with(R"(preempt_delay = "5m"
tracks = ["c", { check = "d", weight = -20, reverse = true }]
track_interfaces = ["eth1", { interface = "eth2", weight = 10, down_delay = "1s", up_delay = "3s" }])") +
                                  "[[check]]\nname = \"c\"\ncommand = [\"/bin/true\"]\n"
                                  "[[check]]\nname = \"d\"\ncommand = [\"/bin/true\"]\n");
    ASSERT_THAT(outcome.config.engine.instances, SizeIs(1));
    const engine::InstanceSettings& web = outcome.config.engine.instances.front();
    EXPECT_EQ(web.preempt_delay, 5min);
    const engine::Tracking expected{
        .checks = {{.check = "c"}, {.check = "d", .weight = -20, .reverse = true}},
        .interfaces = {{.interface = "eth1"}, {.interface = "eth2", .weight = 10, .down_delay = 1s, .up_delay = 3s}}};
    EXPECT_EQ(web.tracking, expected);
}

TEST(Group, NamesItsInstances) {
    const Loaded outcome = loaded(instance_with("") + "[[group]]\nname = \"gw\"\ninstances = [\"web\"]\n" +
                                  "track_interfaces = [\"eth1\"]");
    const engine::GroupSettings expected{
        .name = "gw", .instances = {"web"}, .tracking = {.checks = {}, .interfaces = {{.interface = "eth1"}}}};
    EXPECT_THAT(outcome.config.engine.groups, ElementsAre(expected));
}

class CheckScript : public InAFolder {
protected:
    // What is said at load of a check that runs it as `user`.
    static std::vector<std::string> said_of(const std::filesystem::path& script, const std::string& user) {
        const std::filesystem::path file = script.parent_path() / "holdfast.toml";
        std::ofstream{file} << "[[check]]\nname = \"c\"\ncommand = [\"" + script.string() + "\"]\nuser = \"" + user +
                                   "\"\n";
        std::vector<std::string> messages;
        if (const auto outcome = load(file); !outcome) {
            for (const Diagnostic& d : outcome.error()) messages.push_back(d.message);
        }
        return messages;
    }
    static constexpr auto for_all = std::filesystem::perms{0755};
};

TEST_F(CheckScript, IsFineWhereItsUserMayRunItAndNobodyElseMayChangeIt) {
    EXPECT_THAT(said_of(write("check.sh", "#!/bin/sh\n", for_all), "nobody"), IsEmpty());
}

TEST_F(CheckScript, IsRefusedWhereItsUserMayNotRunIt) {
    const auto script = write("check.sh", "#!/bin/sh\n", std::filesystem::perms{0700});
    EXPECT_THAT(said_of(script, "nobody"), ElementsAre(HasSubstr("is not executable for nobody (mode 0700, bit x)")));
    EXPECT_THAT(said_of(script, "root"), IsEmpty());
}

TEST_F(CheckScript, IsRefusedWhereOthersMayChangeIt) {
    const auto script = write("check.sh", "#!/bin/sh\n", std::filesystem::perms{0757});
    EXPECT_THAT(said_of(script, "root"), ElementsAre(HasSubstr("may be written by others (mode 0757, o+w)")));
}

TEST_F(CheckScript, IsRefusedWhereItIsMissing) {
    EXPECT_THAT(said_of(folder / "nothing.sh", "root"),
                ElementsAre(HasSubstr("nothing.sh: no such file or directory")));
}

TEST_F(CheckScript, IsRefusedWithoutItsUser) {
    const auto script = write("check.sh", "#!/bin/sh\n", for_all);
    EXPECT_THAT(said_of(script, "hf-nobody-at-all"),
                ElementsAre("this runs as \"hf-nobody-at-all\", and there is no such user"));
}

class CheckMistake : public testing::TestWithParam<Mistake> {};

TEST_P(CheckMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(GetParam().text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(GetParam().text), GetParam().place);
}

#define CHECK_C "[[check]]\nname = \"c\"\n"

INSTANTIATE_TEST_SUITE_P(
    Keys, CheckMistake,
    testing::Values(
        Mistake{"NoName", "[[check]]\ncommand = [\"/x\"]", "has no name", "1:1+9"},
        Mistake{"NoCommand", CHECK_C, "a check of type \"script\" needs command", "1:1+9"},
        Mistake{"EmptyCommand", CHECK_C "command = []", "\"command\" says nothing", "3:11+2"},
        Mistake{"ShellLine", CHECK_C "command = \"/bin/true\"", "a list is needed here, not a string", "3:11+11"},
        Mistake{"RelativePath", CHECK_C "command = [\"true\"]", "must be absolute", "3:12+6"},
        Mistake{"Type", CHECK_C "type = \"htp\"\nurl = \"http://x\"", "\"htp\" is not possible here", "3:8+5"},
        Mistake{"KeyOfAnother", CHECK_C "command = [\"/x\"]\nurl = \"http://x/\"",
                "\"url\" belongs to checks of type \"http\", and this one is \"script\"", "4:7+11"},
        Mistake{"Target", CHECK_C "type = \"tcp\"\ntarget = \"127.0.0.1\"", "is not a host with a port", "4:10+11"},
        Mistake{"TargetWithoutBrackets", CHECK_C "type = \"tcp\"\ntarget = \"::1:80\"", "is not a host with a port",
                "4:10+8"},
        Mistake{"EmptyTarget", CHECK_C "type = \"tcp\"\ntarget = \"\"", "is not a host with a port", "4:10+2"},
        Mistake{"Url", CHECK_C "type = \"http\"\nurl = \"ftp://x/\"", "is not a URL of http or https", "4:7+10"},
        Mistake{"Status", CHECK_C "type = \"http\"\nurl = \"http://x\"\nstatus = \"20x\"", "no HTTP status codes",
                "5:10+5"},
        Mistake{"Needed", CHECK_C "type = \"ping\"\ntargets = [\"192.0.2.1\"]\nneeded = 2",
                "2 of 1 targets can never answer", "5:10+1"},
        Mistake{"Timeout", CHECK_C "command = [\"/x\"]\ntimeout = \"2s\"", "2s is longer than the interval of 1s",
                "4:11+4"},
        Mistake{"TakenName", CHECK_C "command = [\"/x\"]\n" CHECK_C "command = [\"/x\"]",
                "the name \"c\" is taken by the check of line 2", "5:8+3"}),
    [](const auto& each) { return std::string{each.param.name}; });

class TrackingMistake : public testing::TestWithParam<Mistake> {};

TEST_P(TrackingMistake, IsToldWithItsPlace) {
    const std::string text = instance_with(GetParam().text) + CHECK_C "command = [\"/x\"]\n";
    EXPECT_THAT(messages_of(text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, TrackingMistake,
    testing::Values(
        Mistake{"UnknownCheck", "tracks = [\"d\"]", "there is no [[check]] of the name \"d\"", "6:11+3"},
        Mistake{"Twice", "tracks = [\"c\", { check = \"c\" }]", "\"c\" is tracked twice", "6:16+15"},
        Mistake{"Weight", "tracks = [{ check = \"c\", weight = 254 }]", "254 is out of range", "6:35+3"},
        Mistake{"NoCheck", "tracks = [{ weight = 2 }]", "what is tracked is missing", "6:11+14"},
        Mistake{"DelayWithoutPreempt", "preempt = false\npreempt_delay = \"3s\"", "there is nothing to delay",
                "7:17+4"},
        Mistake{"OwnerWithoutPreempt", "priority = 255\npreempt = false", "an owner (priority 255) always preempts",
                "7:11+5"},
        Mistake{"StrangeMember", "[[group]]\nname = \"g\"\ninstances = [\"wep\"]",
                "there is no [[instance]] of the name \"wep\"", "8:14+5"},
        Mistake{"EmptyGroup", "[[group]]\nname = \"g\"", "a group needs instances", "6:1+9"},
        Mistake{"TwoGroups",
                "[[group]]\nname = \"g\"\ninstances = [\"web\"]\n[[group]]\nname = \"h\"\ninstances = [\"web\"]",
                "\"web\" moves with the group \"g\" already", "11:14+5"}),
    [](const auto& each) { return std::string{each.param.name}; });

}  // namespace
}  // namespace holdfast::config
