#include "metrics/families.hpp"

#include <latch>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example.hpp"
#include "metrics/exposition.hpp"
#include "metrics/process_families.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using engine::InstanceState;

TEST(Families, HaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (const auto& family : families(Example{}.snapshot())) {
        EXPECT_TRUE(names.insert(family.name).second) << family.name << " appears twice";
    }
}

TEST(Families, NeverUseTheLabelInstance) {
    for (const auto& family : families(Example{}.snapshot())) {
        for (const auto& series : family.metric) {
            for (const auto& label : series.label) EXPECT_NE(label.name, "instance") << family.name;
        }
    }
}

TEST(Families, StayWhenNothingIsConfigured) {
    Example nothing;
    nothing.status.instances.clear();
    nothing.status.interfaces.clear();
    nothing.report = {};
    EXPECT_EQ(families(nothing.snapshot()).size(), families(Example{}.snapshot()).size());
}

TEST(Families, NameTheInstanceOnItsSeries) {
    const Labels labels{{"name", "six"}, {"interface", "eth0"}, {"vrid", "6"}, {"family", "ipv6"}};
    EXPECT_EQ(count(families(Example{}.snapshot()), "holdfast_vrrp_priority", labels), 1);
}

class EveryState : public testing::TestWithParam<InstanceState> {};

TEST_P(EveryState, IsTheOnlyOneOfItsSetThatIsOne) {
    Example example;
    example.web().state = GetParam();
    const auto all = families(example.snapshot());
    for (const auto state : {InstanceState::init, InstanceState::backup, InstanceState::master, InstanceState::fault,
                             InstanceState::fenced}) {
        const Labels labels{{"name", "web"}, {"state", std::string{label(state)}}};
        EXPECT_EQ(value(all, "holdfast_vrrp_state", labels), state == GetParam() ? 1 : 0) << label(state);
    }
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryState,
                         testing::Values(InstanceState::init, InstanceState::backup, InstanceState::master,
                                         InstanceState::fault, InstanceState::fenced));

TEST(Families, TellTheEffectiveFromTheConfiguredPriority) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_vrrp_priority", {{"name", "web"}}), 180);
    EXPECT_EQ(value(all, "holdfast_vrrp_priority_configured", {{"name", "web"}}), 200);
}

TEST(Families, GiveTheTimesOnTheWallClock) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_vrrp_last_transition_timestamp_seconds", {{"name", "web"}}), 1'699'999'910.25);
    EXPECT_EQ(value(all, "holdfast_peer_last_advert_timestamp_seconds", {{"peer", "fe80::2"}}), 1'699'999'999.25);
    EXPECT_EQ(value(all, "holdfast_config_last_reload_success_timestamp_seconds"), 1'699'996'400.25);
}

TEST(Families, GiveTheIntervalsInSeconds) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_vrrp_advert_interval_seconds", {{"name", "web"}}), 1);
    EXPECT_EQ(value(all, "holdfast_vrrp_master_down_interval_seconds", {{"name", "web"}}), 3.609375);
    EXPECT_EQ(value(all, "holdfast_vrrp_skew_seconds", {{"name", "web"}}), 0.609375);
}

TEST(Families, ShowAPeerOnceItWasHeard) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_peer_priority", {{"peer", "192.0.2.2"}}), 100);
    EXPECT_EQ(count(all, "holdfast_peer_priority", {{"peer", "192.0.2.3"}}), 0);
    EXPECT_EQ(count(all, "holdfast_peer_last_advert_timestamp_seconds", {{"peer", "192.0.2.3"}}), 0);
}

TEST(Families, ShowWhichAddressesTheKernelHas) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_address_present", {{"address", "192.0.2.10"}}), 1);
    EXPECT_EQ(value(all, "holdfast_address_present", {{"address", "2001:db8::10"}}), 0);
}

engine::RoutingStatus route(const char* to, bool present, bool foreign = false) {
    const net::Route route{.to = net::Prefix::parse(to).value(), .via = {}, .source = {}, .scope = {}};
    return {.entry = route, .present = present, .foreign = foreign};
}

TEST(Families, ShowWhichRoutesTheKernelHasWhoeverMadeThem) {
    Example example;
    EXPECT_EQ(count(families(example.snapshot()), "holdfast_routing_present", {}), 0);
    example.web().routing = {route("198.51.100.0/24", true), route("203.0.113.0/24", false),
                             route("192.0.2.128/25", false, true)};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_routing_present", {{"name", "web"}, {"entry", "198.51.100.0/24"}}), 1);
    EXPECT_EQ(value(all, "holdfast_routing_present", {{"name", "web"}, {"entry", "203.0.113.0/24"}}), 0);
    EXPECT_EQ(value(all, "holdfast_routing_present", {{"name", "web"}, {"entry", "192.0.2.128/25"}}), 1);
}

// A series that appears twice makes a scrape fail.
TEST(Families, ShowRoutesThatReadAlikeAsOneThatIsThereIfAllAre) {
    Example example;
    example.web().routing = {route("198.51.100.0/24", false), route("198.51.100.0/24", true)};
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_routing_present", {}), 1);
    EXPECT_EQ(value(all, "holdfast_routing_present", {{"entry", "198.51.100.0/24"}}), 0);
}

TEST(Families, CallAnnouncementsByTheNameOfTheFamily) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(count(all, "holdfast_announcements_sent_total", {{"name", "web"}, {"kind", "garp"}}), 1);
    EXPECT_EQ(count(all, "holdfast_announcements_sent_total", {{"name", "six"}, {"kind", "na"}}), 1);
}

TEST(Families, ShowTheLeadingVerdictAndNoOther) {
    Example example;
    example.web_report().verdict = detector::Verdict::split_brain;
    example.web_report().also = {detector::Verdict::flapping};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_detector_verdict", {{"name", "web"}, {"verdict", "split_brain"}}), 1);
    EXPECT_EQ(count(all, "holdfast_detector_verdict", {{"name", "web"}}), 1);
}

TEST(Families, ShowEachConditionThatHolds) {
    Example example;
    example.web_report().verdict = detector::Verdict::split_brain;
    example.web_report().also = {detector::Verdict::flapping};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_detector_condition", {{"name", "web"}, {"verdict", "split_brain"}}), 1);
    EXPECT_EQ(value(all, "holdfast_detector_condition", {{"name", "web"}, {"verdict", "flapping"}}), 1);
    EXPECT_EQ(count(all, "holdfast_detector_condition", {{"name", "web"}}), 2);
}

TEST(Families, RateTheSeverityFromZeroToThree) {
    Example example;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_detector_severity", {{"name", "web"}}), 0);
    example.web_report().verdict = detector::Verdict::split_brain;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_detector_severity", {{"name", "web"}}), 3);
}

TEST(SplitBrain, IsShownWhileASplitLeads) {
    Example example;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_split_brain", {{"name", "web"}}), 0);
    example.web_report().verdict = detector::Verdict::zombie_owner;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_split_brain", {{"name", "web"}}), 1);
}

TEST(SplitBrain, IsShownWhileASplitHoldsBehindAnotherVerdict) {
    Example example;
    example.web_report().verdict = detector::Verdict::isolated;
    example.web_report().also = {detector::Verdict::address_conflict};
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_split_brain", {{"name", "web"}}), 1);
}

TEST(Families, CountTheOwnersOfEachAddress) {
    Example example;
    example.web_report().owners_visible[*net::IpAddress::parse("192.0.2.10")] = 2;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_owners_visible", {{"address", "192.0.2.10"}}), 2);
    EXPECT_EQ(value(all, "holdfast_owners_visible", {{"address", "2001:db8::10"}}), 0);
}

TEST(Families, ClaimNoVerdictWhileTheDetectorIsOff) {
    Example example;
    example.report.enabled = false;
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_detector_verdict"), 0);
    EXPECT_EQ(value(all, "holdfast_split_brain", {{"name", "web"}}), 0);
}

TEST(Families, ShowTheDaemonItself) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_build_info", {{"version", "0.1.0"}, {"revision", "abc"}}), 1);
    EXPECT_EQ(value(all, "holdfast_config_hash_info", {{"sha256", "0123"}}), 1);
    EXPECT_EQ(value(all, "holdfast_config_last_reload_successful"), 1);
    EXPECT_EQ(value(all, "holdfast_interface_up", {{"interface", "eth0"}}), 1);
    EXPECT_EQ(value(all, "holdfast_guard_up"), 1);
    EXPECT_EQ(value(all, "holdfast_gateway_up", {{"gateway", "192.0.2.1"}}), 1);
}

TEST(Families, ShowWhatIsWrongWithTheDaemon) {
    Example example;
    example.daemon.last_reload_successful = example.daemon.guard_alive = false;
    example.status.interfaces[0].up = example.report.gateways[0].up = false;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_config_last_reload_successful"), 0);
    EXPECT_EQ(value(all, "holdfast_guard_up"), 0);
    EXPECT_EQ(value(all, "holdfast_interface_up"), 0);
    EXPECT_EQ(value(all, "holdfast_gateway_up"), 0);
}

TEST(Histograms, AreCumulative) {
    Example example;
    for (const auto late : {50us, 300us, 20000us}) example.web().lateness.observe(late);
    example.web().lateness.observe(60s);
    const auto text = exposition(example.snapshot());
    const std::string series =
        "holdfast_vrrp_advert_lateness_seconds_bucket{name=\"web\",interface=\"eth0\",vrid=\"51\",family=\"ipv4\",le=";
    EXPECT_THAT(text, testing::HasSubstr(series + "\"0.001\"} 2\n"));
    EXPECT_THAT(text, testing::HasSubstr(series + "\"0.05\"} 3\n"));
    EXPECT_THAT(text, testing::HasSubstr(series + "\"5\"} 3\n"));
    EXPECT_THAT(text, testing::HasSubstr(series + "\"+Inf\"} 4\n"));
}

std::vector<double> bounds_of(const std::string& name) {
    std::vector<double> bounds;
    const auto all = families(Example{}.snapshot());
    for (const auto& bucket : family(all, name).metric.at(0).histogram.bucket) bounds.push_back(bucket.upper_bound);
    return bounds;
}

TEST(Histograms, OfWhichThereAreManyHaveTheHalvesOfUsualIntervalsAsBounds) {
    EXPECT_THAT(bounds_of("holdfast_vrrp_advert_lateness_seconds"),
                testing::ElementsAre(0.001, 0.005, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10));
}

TEST(Histograms, OfTheDaemonHaveAllBounds) {
    EXPECT_THAT(bounds_of("holdfast_loop_lag_seconds"), testing::ElementsAreArray(net::Histogram::bounds));
}

TEST(Histograms, AddUpTheTakeOversOfAllInstances) {
    Example example;
    for (auto& instance : example.status.instances) instance.takeover.observe(2ms);
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_vrrp_takeover_seconds"), 1);
    EXPECT_EQ(value(all, "holdfast_vrrp_takeover_seconds"), 2);
    EXPECT_EQ(family(all, "holdfast_vrrp_takeover_seconds").metric.at(0).histogram.sample_sum, 0.004);
}

TEST(Histograms, SumMicroseconds) {
    Example example;
    example.daemon.loop_lag.observe(1'234'567ns);
    EXPECT_THAT(exposition(example.snapshot()), testing::HasSubstr("\nholdfast_loop_lag_seconds_sum 0.001235\n"));
}

class EveryProcessMetric : public testing::TestWithParam<const char*> {};

TEST_P(EveryProcessMetric, IsKnown) {
    EXPECT_TRUE(value(process_families(), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Process, EveryProcessMetric,
                         testing::Values("process_cpu_seconds_total", "process_open_fds", "process_max_fds",
                                         "process_virtual_memory_bytes", "process_virtual_memory_max_bytes",
                                         "process_resident_memory_bytes", "process_threads",
                                         "process_start_time_seconds"),
                         [](const auto& test) { return std::string{test.param}; });

TEST(Process, IsAtLeastAsBigAsThisTest) {
    EXPECT_GT(value(process_families(), "process_resident_memory_bytes"), 1e6);
    EXPECT_GT(value(process_families(), "process_virtual_memory_bytes"),
              value(process_families(), "process_resident_memory_bytes"));
}

TEST(Process, HasAThreadMoreWhenOneWasStarted) {
    const auto threads = [] { return value(process_families(), "process_threads").value(); };
    const auto before = threads();
    std::latch looked_at{1};
    const std::jthread another{[&] { looked_at.wait(); }};
    EXPECT_EQ(threads(), before + 1);
    looked_at.count_down();
}

}  // namespace
}  // namespace holdfast::metrics
