// Every count of the engine, the detector and the daemon moves its metric, and by exactly its value.
#include <gtest/gtest.h>

#include "example.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

struct EngineCounter {
    const char* metric;
    std::uint64_t engine::Counters::* member;
};

class EveryEngineCounter : public testing::TestWithParam<EngineCounter> {};

TEST_P(EveryEngineCounter, MovesItsMetricOfItsInstanceAlone) {
    Example example;
    example.web().counters.*GetParam().member = 42;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, GetParam().metric, {{"name", "web"}}), 42);
    EXPECT_EQ(value(all, GetParam().metric, {{"name", "six"}}), 0);
}

using engine::Counters;
INSTANTIATE_TEST_SUITE_P(
    Metrics, EveryEngineCounter,
    testing::Values(EngineCounter{"holdfast_vrrp_adverts_sent_total", &Counters::adverts_sent},
                    EngineCounter{"holdfast_vrrp_adverts_received_total", &Counters::adverts_received},
                    EngineCounter{"holdfast_vrrp_priority_zero_sent_total", &Counters::priority_zero_sent},
                    EngineCounter{"holdfast_vrrp_priority_zero_received_total", &Counters::priority_zero_received},
                    EngineCounter{"holdfast_vrrp_interval_differs_total", &Counters::interval_differs},
                    EngineCounter{"holdfast_vrrp_unauthenticated_total", &Counters::unauthenticated},
                    EngineCounter{"holdfast_vrrp_interval_clamped_total", &Counters::interval_clamped},
                    EngineCounter{"holdfast_vrrp_address_list_differs_total", &Counters::address_list_differs},
                    EngineCounter{"holdfast_vrrp_owner_conflict_total", &Counters::owner_conflict},
                    EngineCounter{"holdfast_vrrp_other_checksum_form_total", &Counters::other_checksum_form},
                    EngineCounter{"holdfast_announcements_sent_total", &Counters::announcements_sent},
                    EngineCounter{"holdfast_address_reinstated_total", &Counters::addresses_reinstated},
                    EngineCounter{"holdfast_vrrp_transmit_failures_total", &Counters::transmit_failures}),
    [](const auto& test) { return std::string{test.param.metric}; });

class EveryDropReason : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryDropReason, IsCountedForTheInstance) {
    Example example;
    example.web().counters.dropped[GetParam()] = 5;
    const std::string reason{label(static_cast<vrrp::DropReason>(GetParam()))};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_vrrp_adverts_discarded_total", {{"name", "web"}, {"reason", reason}}), 5);
}

TEST_P(EveryDropReason, IsCountedForTheInterface) {
    Example example;
    example.status.interfaces[0].dropped[net::Family::ipv6][GetParam()] = 6;
    const std::string reason{label(static_cast<vrrp::DropReason>(GetParam()))};
    const auto all = families(example.snapshot());
    const Labels labels{{"interface", "eth0"}, {"family", "ipv6"}, {"reason", reason}};
    EXPECT_EQ(value(all, "holdfast_vrrp_discarded_total", labels), 6);
}

TEST(Discards, AreThereInAllFromTheStart) {
    Example example;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_vrrp_adverts_refused_total", {{"name", "web"}}), 0);
    example.web().counters.dropped.fill(2);
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_vrrp_adverts_refused_total", {{"name", "web"}}),
              2 * vrrp::drop_reason_count);
}

TEST(Discards, AppearByTheirReasonWithTheFirst) {
    Example example;
    example.web().counters.dropped[0] = 1;
    EXPECT_EQ(count(families(example.snapshot()), "holdfast_vrrp_adverts_discarded_total"), 1);
}

TEST(Discards, ForTheirSignatureAreThereFromTheStartWhereSignaturesAreChecked) {
    Example example;
    example.web().settings.hmac.emplace();
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_vrrp_adverts_discarded_total", {{"name", "web"}}), 6);
    EXPECT_EQ(value(all, "holdfast_vrrp_adverts_discarded_total", {{"name", "web"}, {"reason", "hmac_replay"}}), 0);
    EXPECT_EQ(count(all, "holdfast_vrrp_adverts_discarded_total", {{"name", "six"}}), 0);
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryDropReason, testing::Range(std::size_t{0}, vrrp::drop_reason_count));

class EveryKindOfEvidence : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryKindOfEvidence, MovesItsMetric) {
    Example example;
    example.web_report().evidence_total[GetParam()] = 9;
    const std::string kind{label(static_cast<detector::EvidenceKind>(GetParam()))};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_detector_evidence_total", {{"name", "web"}, {"kind", kind}}), 9);
}

TEST(Metrics, ShowAKindOfEvidenceWithTheFirst) {
    EXPECT_EQ(count(families(Example{}.snapshot()), "holdfast_detector_evidence_total"), 0);
}

INSTANTIATE_TEST_SUITE_P(Metrics, EveryKindOfEvidence, testing::Range(std::size_t{0}, detector::evidence_kind_count));

TEST(Metrics, CountEachTransitionByItsReason) {
    Example example;
    example.web().counters.transitions[{engine::InstanceState::master, "silence"}] = 3;
    const auto all = families(example.snapshot());
    const Labels labels{{"name", "web"}, {"to", "master"}, {"reason", "silence"}};
    EXPECT_EQ(value(all, "holdfast_vrrp_transitions_total", labels), 3);
}

TEST(Metrics, ShowTheWaysToBecomeMasterFromTheStartAndTheOthersWithTheFirst) {
    Example example;
    example.web().counters.transitions = {{{engine::InstanceState::master, "silence"}, 0},
                                          {{engine::InstanceState::fault, "check"}, 0},
                                          {{engine::InstanceState::fault, "interface"}, 2}};
    const auto all = families(example.snapshot());
    EXPECT_EQ(count(all, "holdfast_vrrp_transitions_total", {{"name", "web"}}), 2);
    EXPECT_EQ(value(all, "holdfast_vrrp_transitions_total", {{"name", "web"}, {"reason", "silence"}}), 0);
    EXPECT_EQ(value(all, "holdfast_vrrp_transitions_total", {{"name", "web"}, {"reason", "interface"}}), 2);
}

TEST(Metrics, CountTheTimeSpentSplit) {
    Example example;
    example.web_report().split_total = std::chrono::milliseconds{2500};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_split_brain_seconds_total", {{"name", "web"}}), 2.5);
}

TEST(Metrics, CountIncidentsByWhetherTheyAreKnown) {
    Example example;
    example.web_report().certain = {.number = 2, .total = std::chrono::milliseconds{2500}};
    example.web_report().possible = {.number = 1, .total = std::chrono::seconds{60}};
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_incidents_total", {{"name", "web"}, {"certain", "true"}}), 2);
    EXPECT_EQ(value(all, "holdfast_incidents_total", {{"name", "web"}, {"certain", "false"}}), 1);
    EXPECT_EQ(value(all, "holdfast_incident_seconds_total", {{"name", "web"}, {"certain", "true"}}), 2.5);
    EXPECT_EQ(value(all, "holdfast_incident_seconds_total", {{"name", "web"}, {"certain", "false"}}), 60);
}

TEST(Metrics, WaitForTheFirstIncidentWithANumberAndNotWithATime) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_incidents_total", {{"name", "web"}, {"certain", "true"}}), 0);
    EXPECT_EQ(count(all, "holdfast_incident_seconds_total"), 0);
}

TEST(Metrics, CountFramesThatWereNotWeighed) {
    Example example;
    example.report.frames_limited = 7;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_detector_frames_limited_total"), 7);
}

TEST(Metrics, CountAnsweredAndLostProbesOfAGateway) {
    const auto all = families(Example{}.snapshot());
    EXPECT_EQ(value(all, "holdfast_gateway_probes_total", {{"gateway", "192.0.2.1"}, {"result", "answered"}}), 7);
    EXPECT_EQ(value(all, "holdfast_gateway_probes_total", {{"gateway", "192.0.2.1"}, {"result", "lost"}}), 2);
}

TEST(Metrics, CountNetlinkResyncs) {
    Example example;
    example.daemon.netlink_resyncs = 4;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_netlink_resyncs_total"), 4);
}

TEST(Metrics, CountDatagramsThatWereLostBeforeTheyWereRead) {
    Example example;
    example.daemon.socket_overflows = 4;
    EXPECT_EQ(value(families(example.snapshot()), "holdfast_socket_overflows_total"), 4);
}

TEST(Metrics, CountEventsThatWereNotWritten) {
    Example example;
    example.daemon.log_lost = 4;
    example.daemon.log_held_back = 7;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_log_dropped_total", {{"reason", "stuck"}}), 4);
    EXPECT_EQ(value(all, "holdfast_log_dropped_total", {{"reason", "repeated"}}), 7);
}

TEST(Metrics, CountFencesByHowTheyWent) {
    Example example;
    example.fence.succeeded = 2;
    example.fence.failed = 3;
    example.fence.would = 4;
    const auto all = families(example.snapshot());
    EXPECT_EQ(value(all, "holdfast_fence_runs_total", {{"result", "succeeded"}}), 2);
    EXPECT_EQ(value(all, "holdfast_fence_runs_total", {{"result", "failed"}}), 3);
    EXPECT_EQ(value(all, "holdfast_fence_would_total"), 4);
}

struct HelloCounter {
    const char* result;
    std::uint64_t detector::HelloCounters::* member;
};

class EveryHelloCounter : public testing::TestWithParam<HelloCounter> {};

TEST_P(EveryHelloCounter, MovesItsMetricAlone) {
    Example example;
    example.report.hello.*GetParam().member = 42;
    const auto all = families(example.snapshot());
    for (const char* result : {"sent", "received", "forged", "replayed", "malformed"}) {
        const bool moved = result == std::string{GetParam().result};
        EXPECT_EQ(value(all, "holdfast_hello_messages_total", {{"result", result}}), moved ? 42 : 0) << result;
    }
}

using detector::HelloCounters;
INSTANTIATE_TEST_SUITE_P(Metrics, EveryHelloCounter,
                         testing::Values(HelloCounter{"sent", &HelloCounters::sent},
                                         HelloCounter{"received", &HelloCounters::received},
                                         HelloCounter{"forged", &HelloCounters::forged},
                                         HelloCounter{"replayed", &HelloCounters::replayed},
                                         HelloCounter{"malformed", &HelloCounters::malformed}),
                         [](const auto& test) { return std::string{test.param.result}; });

struct Distribution {
    const char* metric;
    net::Histogram& (*of)(Example&);
};

class EveryHistogram : public testing::TestWithParam<Distribution> {};

TEST_P(EveryHistogram, MovesItsMetric) {
    Example example;
    GetParam().of(example).observe(std::chrono::milliseconds{3});
    EXPECT_EQ(value(families(example.snapshot()), GetParam().metric), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Metrics, EveryHistogram,
    testing::Values(
        Distribution{"holdfast_vrrp_advert_lateness_seconds", [](Example& e) -> auto& { return e.web().lateness; }},
        Distribution{"holdfast_vrrp_takeover_seconds", [](Example& e) -> auto& { return e.web().takeover; }},
        Distribution{"holdfast_detector_detection_seconds",
                     [](Example& e) -> auto& { return e.web_report().detection; }},
        Distribution{"holdfast_gateway_rtt_seconds", [](Example& e) -> auto& { return e.report.gateways[0].rtt; }},
        Distribution{"holdfast_loop_lag_seconds", [](Example& e) -> auto& { return e.daemon.loop_lag; }}),
    [](const auto& test) { return std::string{test.param.metric}; });

}  // namespace
}  // namespace holdfast::metrics
