// What became of what others were told.
#include <gmock/gmock.h>

#include "example.hpp"
#include "metrics/json.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

using notify::OutletStatus;
using notify::Result;

TEST(NotifyMetrics, CountTheScriptsOfAnInstanceByWhatCameOfThem) {
    Example example;
    for (const Result result : notify::results) {
        example.notify.parties[0].runs[std::to_underlying(result)] = 42;
        EXPECT_EQ(value(families(example.snapshot()), "holdfast_notify_runs_total",
                        {{"name", "web"}, {"interface", "eth0"}, {"result", std::string{label(result)}}}),
                  42);
    }
}

TEST(NotifyMetrics, CountTheScriptsOfAGroup) {
    Example example;
    example.notify.parties[1].runs[std::to_underlying(Result::timeout)] = 42;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_notify_group_runs_total",
                    {{"group", "gw"}, {"result", "timeout"}}),
              42);
}

TEST(NotifyMetrics, ShowHowManyScriptsWait) {
    Example example;
    example.notify.parties[0].waiting = 7;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_notify_waiting", {{"name", "web"}}), 7);
}

struct MessageCounter {
    const char* result;
    std::uint64_t OutletStatus::* member;
};
class EveryMessageCounter : public testing::TestWithParam<MessageCounter> {};

TEST_P(EveryMessageCounter, MovesItsMetric) {
    Example example;
    example.notify.outlets[0].*GetParam().member = 42;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_notify_messages_total",
                    {{"outlet", "mail"}, {"target", "smtp://127.0.0.1:25"}, {"result", GetParam().result}}),
              42);
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryMessageCounter,
                         testing::Values(MessageCounter{"sent", &OutletStatus::sent},
                                         MessageCounter{"retried", &OutletStatus::retried},
                                         MessageCounter{"refused", &OutletStatus::refused},
                                         MessageCounter{"dropped", &OutletStatus::dropped}),
                         [](const auto& test) { return std::string{test.param.result}; });

TEST(NotifyMetrics, ShowHowManyMessagesWait) {
    Example example;
    example.notify.outlets[0].waiting = 7;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_notify_messages_waiting", {{"outlet", "mail"}}), 7);
}

TEST(NotifyMetrics, CountPushesOfAlertsToAll) {
    Example example;
    example.notify.outlets[1].sent = 3;
    example.notify.outlets[1].retried = 2;
    example.notify.outlets[1].refused = 1;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_alerts_pushed_total", {{"result", "succeeded"}}), 3);
    EXPECT_EQ(value(all, "holdfast_alerts_pushed_total", {{"result", "failed"}}), 3);
}

TEST(NotifyMetrics, ShowTheReadersOfTheStream) {
    Example example;
    example.notify.stream = {.readers = 2, .lines = 9, .slow = 3, .refused = 4};
    example.notify.untold = 5;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_notify_stream_readers", {}), 2);
    EXPECT_EQ(value(all, "holdfast_notify_stream_readers_dropped_total", {{"reason", "slow"}}), 3);
    EXPECT_EQ(value(all, "holdfast_notify_stream_readers_dropped_total", {{"reason", "too_many"}}), 4);
    EXPECT_EQ(value(all, "holdfast_notify_untold_total", {}), 5);
}

TEST(NotifyJson, SaysWhatTheLastScriptSaidAndWhoIsAway) {
    Example example;
    example.notify.parties[0].last = "master: exit code 3";
    example.notify.outlets[0].trouble = "Connection refused";
    const auto shown = status_json(example.snapshot())["notify"];
    EXPECT_EQ(shown["scripts"][0]["last"], "master: exit code 3");
    EXPECT_EQ(shown["scripts"][1]["kind"], "group");
    EXPECT_EQ(shown["outlets"][0]["trouble"], "Connection refused");
}

}  // namespace
}  // namespace holdfast::metrics
