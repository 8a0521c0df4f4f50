// The detector's verdicts and the evidence behind them, for each instance of the engine.
#include <algorithm>
#include <array>
#include <functional>

#include "metrics/parts.hpp"
#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using detector::InstanceReport;
using engine::InstanceStatus;

// Calls `add_series(instance, report)` for each instance; one that the detector does not know yet has an empty report.
template <class AddSeries>
prometheus::MetricFamily per_report(const Snapshot& snapshot, prometheus::MetricFamily family, AddSeries add_series) {
    const InstanceReport empty;
    for (const auto& instance : snapshot.status->instances) {
        const auto* report = report_of(snapshot, instance.settings.name);
        add_series(family, instance, report != nullptr ? *report : empty);
    }
    return family;
}

template <class Value>
prometheus::MetricFamily one_per_report(const Snapshot& snapshot, prometheus::MetricFamily family, Value value) {
    return per_report(snapshot, std::move(family),
                      [&](auto& to, const InstanceStatus& i, const InstanceReport& report) {
                          add(to, labels_of(i.settings), std::invoke(value, report));
                      });
}

// The two verdict gauges show what holds now and nothing else: no series where the detector has not spoken.
prometheus::MetricFamily while_it_holds(const Snapshot& snapshot, prometheus::MetricFamily family, auto verdicts_of) {
    for (const auto& instance : snapshot.status->instances) {
        const auto* report = report_of(snapshot, instance.settings.name);
        if (report == nullptr) continue;
        for (const auto verdict : verdicts_of(*report)) {
            add(family, labels_of(instance.settings, {{"verdict", std::string{label(verdict)}}}), true);
        }
    }
    return family;
}

bool is_split(const InstanceReport& report) {
    return std::ranges::any_of(conditions_of(report), [](auto verdict) { return detector::is_split(verdict); });
}

double severity_of(const InstanceReport& report) {
    return static_cast<double>(std::to_underlying(severity(report.verdict)));
}

void add_owners(prometheus::MetricFamily& family, const InstanceStatus& instance, const InstanceReport& report) {
    for (const auto& address : instance.addresses) {
        const auto found = report.owners_visible.find(address.prefix.address);
        const int owners = found == report.owners_visible.end() ? 0 : found->second;
        add(family, labels_of(instance.settings, {{"address", to_string(address.prefix.address)}}), double(owners));
    }
}

void add_evidence(prometheus::MetricFamily& family, const InstanceStatus& instance, const InstanceReport& report) {
    for (std::size_t i = 0; i < report.evidence_total.size(); ++i) {
        const std::string kind{label(static_cast<detector::EvidenceKind>(i))};
        add(family, labels_of(instance.settings, {{"kind", kind}}), report.evidence_total[i]);
    }
}

// Of two owners at once, when it is over: known for sure, or only possible.
void add_incidents(prometheus::MetricFamily& family, const InstanceStatus& instance, const InstanceReport& report,
                   auto value) {
    add(family, labels_of(instance.settings, {{"certain", "true"}}), value(report.certain));
    add(family, labels_of(instance.settings, {{"certain", "false"}}), value(report.possible));
}

}  // namespace

void verdict_families(const Snapshot& snapshot, const Sink& sink) {
    const auto leading = [](const InstanceReport& report) { return std::array{report.verdict}; };
    const auto split_seconds = [](const InstanceReport& report) { return net::seconds(report.split_total); };

    sink(while_it_holds(snapshot, gauge("holdfast_detector_verdict", "The leading verdict, with the value 1."),
                        leading));
    sink(while_it_holds(snapshot, gauge("holdfast_detector_condition", "Each verdict that holds, with the value 1."),
                        conditions_of));
    sink(one_per_report(
        snapshot,
        gauge("holdfast_detector_severity", "Severity of the leading verdict: 0 ok, 1 info, 2 warning, 3 critical."),
        severity_of));
    sink(one_per_report(snapshot, gauge("holdfast_split_brain", "1 while two owners of the addresses are proven."),
                        is_split));
    sink(one_per_report(snapshot, counter("holdfast_split_brain_seconds_total", "Time spent with two owners."),
                        split_seconds));
    sink(per_report(snapshot,
                    gauge("holdfast_owners_visible", "Owners of the address that this host can see, itself included."),
                    add_owners));
    sink(per_report(snapshot, counter("holdfast_detector_evidence_total", "Pieces of evidence of another owner."),
                    add_evidence));
    sink(per_report(snapshot, counter("holdfast_incidents_total", "Times that two owners served at once, over by now."),
                    [](auto& to, const InstanceStatus& instance, const InstanceReport& report) {
                        add_incidents(to, instance, report, [](const auto& count) { return count.number; });
                    }));
    sink(per_report(snapshot, counter("holdfast_incident_seconds_total", "How long they served at once, in all."),
                    [](auto& to, const InstanceStatus& instance, const InstanceReport& report) {
                        add_incidents(to, instance, report,
                                      [](const auto& count) { return net::seconds(count.total); });
                    }));
    auto limited = counter("holdfast_detector_frames_limited_total", "Frames not weighed: their sources say too much.");
    add(limited, {}, snapshot.report->frames_limited);
    sink(limited);
    sink(one_per_report(
        snapshot, histogram("holdfast_detector_detection_seconds", "From the first evidence to a critical verdict."),
        &InstanceReport::detection));
}

}  // namespace holdfast::metrics
