// [fence], and what the detector may do.
#include <chrono>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using namespace std::chrono_literals;
using fence::Escalation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string trusted = "[detector]\npolicy = \"fence\"\ntrust_lan = true\n";

std::vector<std::string> warnings_of(std::string_view text) {
    std::vector<std::string> messages;
    for (const Diagnostic& d : loaded(text).warnings) messages.push_back(d.message);
    return messages;
}

TEST(Fence, TakesEachKey) {
    const Config config = loaded(trusted + R"([fence]
command = ["/etc/holdfast/fence.sh", "now"]
timeout = "3s"
delay = "500ms"
startup_grace = "1m"
watchdog = "/dev/watchdog"
max_per_hour = 5
escalate = ["block", "link-down", "watchdog", "reboot"]
release = "clean-for 90s")")
                              .config;
    const fence::Settings expected{
        .command = {"/etc/holdfast/fence.sh", "now"},
        .timeout = 3s,
        .watchdog = "/dev/watchdog",
        .max_per_hour = 5,
        .escalate = {Escalation::block, Escalation::link_down, Escalation::watchdog, Escalation::reboot},
        .release = 90s};
    EXPECT_EQ(config.fence, expected);
    EXPECT_EQ(config.detector.delay, 500ms);
    EXPECT_EQ(config.detector.startup_grace, 1min);
}

TEST(Fence, WithoutASectionHasNoCommandAndIsReleasedByHand) {
    const Config config = loaded("").config;
    EXPECT_EQ(config.fence, fence::Settings{});
    EXPECT_EQ(config.detector.delay, 2s);
    EXPECT_EQ(config.detector.startup_grace, 30s);
}

TEST(Fence, SaysManualInWords) {
    EXPECT_EQ(loaded(trusted + "[fence]\nrelease = \"manual\"").config.fence.release, std::nullopt);
}

class FenceMistake : public testing::TestWithParam<Mistake> {};

TEST_P(FenceMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(trusted + GetParam().text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(trusted + GetParam().text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Each, FenceMistake,
    testing::Values(
        Mistake{"RelativeCommand", "[fence]\ncommand = [\"fence.sh\"]", "path of the command must be absolute",
                "5:12+10"},
        Mistake{"CommandLine", "[fence]\ncommand = \"/x now\"", "a list is needed here, not a string", "5:11+8"},
        Mistake{"RelativeWatchdog", "[fence]\nwatchdog = \"watchdog0\"", "the path must be absolute", "5:12+11"},
        Mistake{"Rung", "[fence]\nescalate = [\"block\", \"link_down\"]", "\"link_down\" is not possible here",
                "5:22+11"},
        Mistake{"NoWatchdog", "[fence]\nescalate = [\"block\", \"watchdog\"]", "no watchdog to stop feeding",
                "5:22+10"},
        Mistake{"Release", "[fence]\nrelease = \"clean\"", "\"clean\" is not possible here", "5:11+7"},
        Mistake{"ReleaseTime", "[fence]\nrelease = \"clean-for 60\"", "is not possible here", "5:11+14"},
        Mistake{"ReleaseAtOnce", "[fence]\nrelease = \"clean-for 0s\"", "is not possible here", "5:11+14"},
        Mistake{"Never", "[fence]\nmax_per_hour = 0", "0 is out of range: 1 to 60", "5:16+1"},
        Mistake{"Timeout", "[fence]\ntimeout = \"0s\"", "0s is out of range", "5:11+4"},
        Mistake{"UnknownKey", "[fence]\ncomand = []", "unknown key \"comand\" in [fence]", "5:1+6"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(Policy, ToFenceIsRefusedWithoutProof) {
    const std::string text = "[detector]\npolicy = \"fence\"\n";
    EXPECT_THAT(messages_of(text), ElementsAre(HasSubstr("needs evidence that can be trusted")));
    EXPECT_EQ(place_of_first(text), "2:10+7");
}

const std::string hello = "[hello]\nlisten = \"10.0.0.1:1\"\npeers = [\"10.0.0.2:1\"]\nkey = \"0123456789abcdef\"\n";

TEST(Policy, ToFenceIsFineWithATrustedLan) {
    EXPECT_THAT(messages_of(trusted), IsEmpty());
}

TEST(Policy, ToFenceIsFineWithAHello) {
    EXPECT_THAT(messages_of("[detector]\npolicy = \"fence\"\n" + hello), IsEmpty());
}

TEST(Policy, ToYieldWithoutProofIsAWarning) {
    EXPECT_THAT(warnings_of("[detector]\npolicy = \"yield\"\n" + instance_with("")),
                ElementsAre(HasSubstr("this node never yields")));
}

TEST(Policy, ToYieldWhenCutOffNeedsNoProof) {
    EXPECT_THAT(warnings_of("[detector]\npolicy = \"yield\"\non_isolation = \"yield\"\n" + instance_with("")),
                IsEmpty());
}

TEST(Policy, ThatForbidsWhatIsolationAsksForIsAWarning) {
    EXPECT_THAT(warnings_of("[detector]\non_isolation = \"yield\"\n" + instance_with("")),
                ElementsAre("policy \"alert\" does no such thing"));
    EXPECT_THAT(warnings_of("[detector]\npolicy = \"yield\"\non_isolation = \"fence\"\n" + instance_with("")),
                ElementsAre("policy \"yield\" does no such thing"));
}

TEST(Policy, WithoutADetectorIsAWarning) {
    EXPECT_THAT(warnings_of("[detector]\nenabled = false\npolicy = \"fence\"\ntrust_lan = true\n" + instance_with("")),
                ElementsAre(HasSubstr("the detector is off")));
}

TEST(Fence, ThatThePolicyNeverOrdersIsAWarning) {
    EXPECT_THAT(warnings_of("[fence]\n" + instance_with("")),
                ElementsAre("detector.policy is \"alert\": a fence is only ever ordered by hand"));
}

}  // namespace
}  // namespace holdfast::config
