// What Prometheus itself thinks of our metrics, rules and dashboards.
#include "promtool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "example.hpp"
#include "metrics/exposition.hpp"

namespace holdfast::metrics {
namespace {

constexpr auto dashboard = "dashboards/holdfast-overview.json";
constexpr auto rules = "alerts/holdfast.rules.yml";

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

TEST(Alerts, AreValid) {
    const auto outcome = promtool(std::string{"check rules --lint=all --lint-fatal "} + rules);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST(Alerts, FireWhenTheyMustAndOnlyThen) {
    const auto outcome = promtool("test rules alerts/holdfast.rules.test.yml");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST(Alerts, UseMetricsThatExist) {
    const auto known = known_metrics();
    for (const auto& name : metrics_named_in(contents(rules))) {
        const bool recorded_here = name == "holdfast_masters" || name == "holdfast_master_heard";
        EXPECT_TRUE(recorded_here || known.contains(name)) << name;
    }
}

TEST(Alerts, CoverEveryVerdictThatIsAtLeastAWarning) {
    const auto text = contents(rules);
    for (int i = 0; i <= static_cast<int>(detector::Verdict::blind); ++i) {
        const auto verdict = static_cast<detector::Verdict>(i);
        if (severity(verdict) < detector::Severity::warning || is_split(verdict)) continue;
        EXPECT_THAT(text, testing::ContainsRegex("[\"|]" + std::string{label(verdict)} + "[\"|]"));
    }
}

TEST(Alerts, EachHaveARunbook) {
    const auto text = contents(rules);
    const auto runbooks = words_after(text, "runbook_url: ");
    EXPECT_EQ(runbooks.size(), words_after(text, "- alert: ").size());
    for (const auto& path : runbooks) EXPECT_NE(contents(path), "") << path;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

// As Grafana fills in its variables.
std::string filled_in(std::string expression) {
    for (const char* interval : {"$__rate_interval", "$__interval"}) replace_all(expression, interval, "5m");
    for (const char* variable : {"$job", "$instance", "$name"}) replace_all(expression, variable, ".+");
    return expression;
}

// The expressions of all panels and annotations.
std::vector<std::string> expressions() {
    const auto board = nlohmann::json::parse(contents(dashboard));
    std::vector<std::string> all;
    for (const auto& panel : board["panels"]) {
        for (const auto& target : panel["targets"]) all.push_back(filled_in(target["expr"]));
    }
    for (const auto& annotation : board["annotations"]["list"]) {
        if (annotation.contains("expr")) all.push_back(filled_in(annotation["expr"]));
    }
    return all;
}

TEST(Dashboard, AsksInPromQl) {
    const auto outcome = promtool("check rules /dev/stdin", as_rules(expressions()));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, testing::HasSubstr(std::to_string(expressions().size()) + " rules found"));
}

TEST(Dashboard, UsesMetricsThatExist) {
    const auto known = known_metrics();
    const auto used = metrics_named_in(contents(dashboard));
    EXPECT_GE(used.size(), 5);
    for (const auto& name : used) EXPECT_TRUE(known.contains(name)) << name;
}

TEST(Dashboard, TakesItsDataFromTheChosenSourceAlone) {
    const auto board = nlohmann::json::parse(contents(dashboard));
    for (const auto& panel : board["panels"]) {
        EXPECT_EQ(panel["datasource"]["uid"], "${datasource}") << panel["title"];
        for (const auto& target : panel["targets"]) EXPECT_EQ(target["datasource"]["uid"], "${datasource}");
    }
}

}  // namespace
}  // namespace holdfast::metrics
