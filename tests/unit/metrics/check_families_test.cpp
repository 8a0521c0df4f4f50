// What the checks and the groups show of themselves.
#include <gmock/gmock.h>

#include "example.hpp"
#include "metrics/json.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

using checks::CheckStatus;
using checks::Health;

TEST(Checks, AreUpOnlyWhenTheyAre) {
    Example example;
    for (const auto& [health, up] : {std::pair{Health::up, 1}, {Health::down, 0}, {Health::unknown, 0}}) {
        example.checks[0].health = health;
        EXPECT_EQ(value(families(example.snapshot()), "holdfast_check_up", {{"check", "nginx"}}), up);
    }
}

struct CheckCounter {
    const char* metric;
    std::uint64_t CheckStatus::* member;
};
class EveryCheckCounter : public testing::TestWithParam<CheckCounter> {};

TEST_P(EveryCheckCounter, MovesItsMetric) {
    Example example;
    example.checks[0].*GetParam().member = 42;
    EXPECT_EQ(value(families(example.snapshot()), GetParam().metric, {{"check", "nginx"}}), 42);
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryCheckCounter,
                         testing::Values(CheckCounter{"holdfast_check_runs_total", &CheckStatus::runs},
                                         CheckCounter{"holdfast_check_failures_total", &CheckStatus::failures},
                                         CheckCounter{"holdfast_check_timeouts_total", &CheckStatus::timeouts}),
                         [](const auto& test) { return std::string{test.param.metric}; });

TEST(Checks, ShowTheNumberOfAFile) {
    Example example;
    example.checks[0].number = -30;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_check_number", {{"check", "nginx"}}), -30);
}

TEST(Checks, SayInJsonWhyTheyAreDown) {
    Example example;
    example.checks[0].health = Health::down;
    example.checks[0].reason = "exit code 1";
    example.checks[0].output = std::make_shared<const std::string>("no such \"process\"\n");
    const auto check = status_json(example.snapshot())["checks"][0];
    EXPECT_EQ(check["health"], "down");
    EXPECT_EQ(check["reason"], "exit code 1");
    EXPECT_EQ(check["output"], "no such \"process\"\n");
}

TEST(Groups, AreInOneStateAtATime) {
    Example example;
    example.status.groups = {
        {.name = "gw", .state = engine::InstanceState::master, .since = now, .reason = "", .members = {"web"}}};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_group_state", {{"group", "gw"}, {"state", "master"}}), 1);
    EXPECT_EQ(value(all, "holdfast_group_state", {{"group", "gw"}, {"state", "backup"}}), 0);
}

TEST(Groups, NameTheirInstancesInJson) {
    Example example;
    example.status.groups = {
        {.name = "gw", .state = engine::InstanceState::backup, .since = now, .reason = "", .members = {"web"}}};
    const auto group = status_json(example.snapshot())["groups"][0];
    EXPECT_EQ(group["state"], "backup");
    EXPECT_EQ(group["instances"], nlohmann::ordered_json({"web"}));
}

TEST(Faults, AreAllToldInJson) {
    Example example;
    example.web().faults = {"check nginx is down", "interface eth1 is missing"};
    EXPECT_EQ(status_json(example.snapshot())["instances"][0]["faults"].size(), 2U);
}

}  // namespace
}  // namespace holdfast::metrics
