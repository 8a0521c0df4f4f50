// What Prometheus itself thinks of our metrics. Rules, routes, dashboards and templates: tests/monitoring.
#include "promtool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example.hpp"
#include "metrics/exposition.hpp"

namespace holdfast::metrics {
namespace {

TEST(Promtool, ComplainsAboutABadMetric) {
    EXPECT_NE(promtool("check metrics", "# TYPE a_total gauge\na_total 1\n").exit_code, 0);
}

TEST(Promtool, FindsNothingWrongWithTheMetrics) {
    const auto outcome = promtool("check metrics", exposition(Example{}.snapshot()));
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output, "");
}

TEST(Promtool, FindsNothingWrongWithAHostThatHasNoInstance) {
    Example nothing;
    nothing.status = {};
    nothing.report = {};
    const auto outcome = promtool("check metrics", exposition(nothing.snapshot()));
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.output, "");
}

TEST(Promtool, TakesLabelsWithQuotesAndLineBreaks) {
    Example example;
    example.web().settings.name = "a \"quoted\"\nname\\";
    const auto outcome = promtool("check metrics", exposition(example.snapshot()));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST(Alerts, CoverEveryVerdictThatIsAtLeastAWarning) {
    const auto text = contents("alerts/holdfast.rules.yml");
    for (int i = 0; i <= static_cast<int>(detector::Verdict::blind); ++i) {
        const auto verdict = static_cast<detector::Verdict>(i);
        if (severity(verdict) < detector::Severity::warning || is_split(verdict)) continue;
        EXPECT_THAT(text, testing::ContainsRegex("[\"|]" + std::string{label(verdict)} + "[\"|]"));
    }
}

}  // namespace
}  // namespace holdfast::metrics
