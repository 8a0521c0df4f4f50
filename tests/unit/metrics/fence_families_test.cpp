// The fence, the operator's decisions, drills and the channel between the nodes, as metrics.
#include <gtest/gtest.h>

#include "example.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

using detector::Pin;
using State = FenceStatus::State;

class EveryFenceState : public testing::TestWithParam<State> {};

TEST_P(EveryFenceState, IsTheOnlyOneOfItsSetThatIsOne) {
    Example example;
    example.fence.state = GetParam();
    const auto all = families(example.snapshot());
    for (const auto state : {State::off, State::armed, State::dry_run, State::fencing, State::latched}) {
        EXPECT_EQ(value(all, "holdfast_fence_state", {{"state", std::string{label(state)}}}), state == GetParam())
            << label(state);
    }
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryFenceState,
                         testing::Values(State::off, State::armed, State::dry_run, State::fencing, State::latched),
                         [](const auto& test) { return std::string{label(test.param)}; });

TEST(OperatorPin, IsNoneWhileNothingIsDecided) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "web"}, {"pin", "none"}}), 1);
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "web"}, {"pin", "hold"}}), 0);
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "web"}, {"pin", "yield"}}), 0);
}

TEST(OperatorPin, IsOfTheInstanceThatItWasDecidedFor) {
    Example example;
    example.fence.pins = {{"web", Pin::hold}, {"six", Pin::yield}};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "web"}, {"pin", "hold"}}), 1);
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "six"}, {"pin", "yield"}}), 1);
    EXPECT_EQ(value(all, "holdfast_operator_pin", {{"name", "six"}, {"pin", "none"}}), 0);
}

TEST(Drill, IsShownWhileTheVerdictIsARehearsal) {
    Example example;
    example.web_report().verdict = detector::Verdict::split_brain;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_drill", {{"name", "web"}}), 0);
    example.web_report().detail = "drill";
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_drill", {{"name", "web"}}), 1);
    EXPECT_EQ(value(all, "holdfast_drill", {{"name", "six"}}), 0);
}

TEST(Hello, ShowsWhenANeighbourWasLastHeard) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2")};
    const auto all = families(example.snapshot());
    const Labels labels{{"peer", "10.0.0.2"}, {"channel", "hello"}};
    EXPECT_EQ(value(all, "holdfast_hello_last_received_timestamp_seconds", labels), 1'699'999'999.25);
    EXPECT_EQ(value(all, "holdfast_hello_up", labels), 1);
}

TEST(Hello, KnowsNoTimeOfANeighbourThatWasNeverHeard) {
    Example example;
    example.report.neighbours = {never_heard("10.0.0.3")};
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_hello_last_received_timestamp_seconds"), 0);
    EXPECT_EQ(value(all, "holdfast_hello_up", {{"peer", "10.0.0.3"}}), 0);
}

}  // namespace
}  // namespace holdfast::metrics
