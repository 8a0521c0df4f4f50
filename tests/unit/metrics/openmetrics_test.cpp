// What Prometheus asks for by default, and what dashboards of keepalived's exporter ask for.
#include "metrics/openmetrics.hpp"

#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example.hpp"
#include "metrics/exposition.hpp"
#include "promtool.hpp"

namespace holdfast::metrics {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string openmetrics_of(const Example& example, const Options& options = {}) {
    return openmetrics(example.snapshot(), options);
}

TEST(OpenMetrics, EndsWithItsMark) {
    EXPECT_TRUE(openmetrics_of({}).ends_with("\n# EOF\n"));
}

TEST(OpenMetrics, NamesACounterWithoutTheEndOfItsSamples) {
    EXPECT_THAT(openmetrics_of({}), AllOf(HasSubstr("\n# TYPE holdfast_vrrp_adverts_sent counter\n"),
                                          HasSubstr("\nholdfast_vrrp_adverts_sent_total{name=\"web\"")));
}

TEST(OpenMetrics, HasInfos) {
    EXPECT_THAT(openmetrics_of({}), AllOf(HasSubstr("# TYPE holdfast_build info\n"),
                                          HasSubstr("\nholdfast_build_info{version=\"0.1.0\",revision=\"abc\"} 1\n")));
}

TEST(OpenMetrics, HasStateSets) {
    EXPECT_THAT(openmetrics_of({}), AllOf(HasSubstr("# TYPE holdfast_vrrp_state stateset\n"),
                                          HasSubstr(",state=\"master\",holdfast_vrrp_state=\"master\"} 1\n"),
                                          HasSubstr("# TYPE holdfast_operator_pin stateset\n"),
                                          HasSubstr("# TYPE holdfast_fence_state stateset\n")));
}

TEST(OpenMetrics, NamesTheUnits) {
    EXPECT_THAT(openmetrics_of({}), AllOf(HasSubstr("# UNIT holdfast_vrrp_skew_seconds seconds\n"),
                                          HasSubstr("# UNIT process_resident_memory_bytes bytes\n"),
                                          Not(HasSubstr("# UNIT process_open_fds"))));
}

TEST(OpenMetrics, WritesBoundsAsCanonicalNumbers) {
    EXPECT_THAT(openmetrics_of({}),
                AllOf(HasSubstr("le=\"0.0001\"}"), HasSubstr("le=\"1.0\"}"), HasSubstr("le=\"10.0\"}"),
                      HasSubstr("le=\"+Inf\"}"), Not(HasSubstr("le=\"1\"}"))));
}

TEST(OpenMetrics, EscapesLabels) {
    Example example;
    example.web().settings.name = "a \"quoted\"\nname\\";
    EXPECT_THAT(openmetrics_of(example), HasSubstr(R"({name="a \"quoted\"\nname\\",)"));
}

TEST(OpenMetrics, UsesEachNameOnce) {
    std::istringstream lines{openmetrics_of({}, {.keepalived_exporter_names = true})};
    std::set<std::string> names;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("# TYPE ")) continue;
        const auto name = line.substr(7, line.find(' ', 7) - 7);
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_GT(names.size(), 60);
}

TEST(OpenMetrics, TakesEverySetOfStatesForOne) {
    const auto text = openmetrics_of({});
    EXPECT_THAT(text, Not(testing::ContainsRegex("[{,]state=\"backup\"[}]")));
}

TEST(KeepalivedNames, AreThereForThoseWhoAskForThem) {
    const auto text = exposition(Example{}.snapshot(), {.keepalived_exporter_names = true});
    EXPECT_THAT(
        text,
        AllOf(
            HasSubstr("\nkeepalived_up 1\n"),
            HasSubstr(
                "\nkeepalived_vrrp_state{iname=\"web\",intf=\"eth0\",vrid=\"51\",ip_address=\"192.0.2.10/24\"} 2\n"),
            HasSubstr("\nkeepalived_become_master_total{iname=\"web\",intf=\"eth0\",vrid=\"51\",state=\"MASTER\"} 0\n"),
            HasSubstr("\nkeepalived_script_status{name=\"nginx\"} 1\n")));
    EXPECT_EQ(promtool("check metrics", text).exit_code, 0);
}

TEST(KeepalivedNames, AreNotThereForOthers) {
    EXPECT_THAT(exposition(Example{}.snapshot()), Not(HasSubstr("keepalived_")));
}

TEST(KeepalivedNames, CountDiscardedAdvertsByTheirOldReasons) {
    Example example;
    auto& dropped = example.web().counters.dropped;
    for (std::size_t i = 0; i < dropped.size(); ++i) dropped[i] = std::uint64_t{1} << i;
    const auto text = exposition(example.snapshot(), {.keepalived_exporter_names = true});
    const auto count = [](std::initializer_list<vrrp::DropReason> reasons) {
        std::uint64_t sum = 0;
        for (const auto reason : reasons) sum += std::uint64_t{1} << std::to_underlying(reason);
        return std::to_string(sum);
    };
    const auto of_web = [](const std::string& name, const std::string& value) {
        return HasSubstr("\nkeepalived_" + name + "{iname=\"web\",intf=\"eth0\",vrid=\"51\",state=\"MASTER\"} " +
                         value + "\n");
    };
    using enum vrrp::DropReason;
    EXPECT_THAT(text,
                AllOf(of_web("ip_ttl_errors_total", count({ttl})), of_web("invalid_type_received_total", count({type})),
                      of_web("packet_length_errors_total", count({ip_header, truncated, length})),
                      of_web("advertisements_interval_errors_total", count({interval_zero, interval_mismatch})),
                      of_web("authentication_mismatch_total", count({auth_type})),
                      of_web("authentication_failure_total", count({auth_fail})),
                      of_web("address_list_errors_total", count({address_list}))));
}

}  // namespace
}  // namespace holdfast::metrics
