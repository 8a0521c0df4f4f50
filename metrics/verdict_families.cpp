// The detector's verdicts and the evidence behind them, for each instance of the engine.
#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "metrics/parts.hpp"
#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using detector::InstanceReport;
using engine::InstanceStatus;

// Each instance and what the detector says of it: null while it has not spoken. Looked up once for all families.
using Watched = std::vector<std::pair<const InstanceStatus*, const InstanceReport*>>;

Watched watched(const Snapshot& snapshot) {
    std::unordered_map<std::string_view, const InstanceReport*> reports;
    if (snapshot.report->enabled) {
        for (const auto& report : snapshot.report->instances) reports.emplace(report.name, &report);
    }
    Watched all;
    for (const auto& instance : snapshot.status->instances) {
        const auto found = reports.find(instance.settings.name);
        all.emplace_back(&instance, found == reports.end() ? nullptr : found->second);
    }
    return all;
}

// Calls `add_series(instance, report)` for each instance; one that the detector does not know yet has an empty report.
template <class AddSeries>
prometheus::MetricFamily per_report(const Watched& all, prometheus::MetricFamily family, AddSeries add_series) {
    const InstanceReport empty;
    for (const auto& [instance, report] : all) add_series(family, *instance, report != nullptr ? *report : empty);
    return family;
}

template <class Value>
prometheus::MetricFamily one_per_report(const Watched& all, prometheus::MetricFamily family, Value value) {
    return per_report(all, std::move(family), [&](auto& to, const InstanceStatus& i, const InstanceReport& report) {
        add(to, labels_of(i.settings), std::invoke(value, report));
    });
}

// The two verdict gauges show what holds now and nothing else: no series where the detector has not spoken.
prometheus::MetricFamily while_it_holds(const Watched& all, prometheus::MetricFamily family, auto verdicts_of) {
    for (const auto& [instance, report] : all) {
        if (report == nullptr) continue;
        for (const auto verdict : verdicts_of(*report)) {
            add(family, labels_of(instance->settings, {{"verdict", std::string{label(verdict)}}}), true);
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
        if (report.evidence_total[i] == 0) continue;  // the kinds are many, and appear with their first
        const std::string kind{label(static_cast<detector::EvidenceKind>(i))};
        add(family, labels_of(instance.settings, {{"kind", kind}}), report.evidence_total[i]);
    }
}

// Of two owners at once, when it is over: known for sure, or only possible. Alarms wait for the first one.
void add_incidents(prometheus::MetricFamily& family, const InstanceStatus& instance, const InstanceReport& report) {
    add(family, labels_of(instance.settings, {{"certain", "true"}}), report.certain.number);
    add(family, labels_of(instance.settings, {{"certain", "false"}}), report.possible.number);
}

void add_incident_seconds(prometheus::MetricFamily& family, const InstanceStatus& instance,
                          const InstanceReport& report) {
    const auto add_if_any = [&](const char* certain, const auto& incidents) {
        if (incidents.number == 0) return;
        add(family, labels_of(instance.settings, {{"certain", certain}}), net::seconds(incidents.total));
    };
    add_if_any("true", report.certain);
    add_if_any("false", report.possible);
}

// Of all instances together: it is rare, and means the same for each.
prometheus::MetricFamily detection(const Watched& all) {
    net::Histogram sum;
    for (const auto& [instance, report] : all) {
        if (report != nullptr) merge(sum, report->detection);
    }
    auto family = histogram("holdfast_detector_detection_seconds",
                            "From the first evidence to a critical verdict, of all instances.");
    add(family, {}, sum);
    return family;
}

}  // namespace

void verdict_families(const Snapshot& snapshot, const Sink& sink) {
    const Watched all = watched(snapshot);
    const auto leading = [](const InstanceReport& report) { return std::array{report.verdict}; };
    const auto split_seconds = [](const InstanceReport& report) { return net::seconds(report.split_total); };

    sink(while_it_holds(all, gauge("holdfast_detector_verdict", "The leading verdict, with the value 1."), leading));
    sink(while_it_holds(all, gauge("holdfast_detector_condition", "Each verdict that holds, with the value 1."),
                        conditions_of));
    sink(one_per_report(
        all,
        gauge("holdfast_detector_severity", "Severity of the leading verdict: 0 ok, 1 info, 2 warning, 3 critical."),
        severity_of));
    sink(one_per_report(all, gauge("holdfast_split_brain", "1 while two owners of the addresses are proven."),
                        is_split));
    sink(one_per_report(all, counter("holdfast_split_brain_seconds_total", "Time spent with two owners."),
                        split_seconds));
    sink(per_report(all,
                    gauge("holdfast_owners_visible", "Owners of the address that this host can see, itself included."),
                    add_owners));
    sink(per_report(all, counter("holdfast_detector_evidence_total", "Pieces of evidence of another owner."),
                    add_evidence));
    sink(per_report(all, counter("holdfast_incidents_total", "Times that two owners served at once, over by now."),
                    add_incidents));
    sink(per_report(all, counter("holdfast_incident_seconds_total", "How long they served at once, in all."),
                    add_incident_seconds));
    auto limited = counter("holdfast_detector_frames_limited_total", "Frames not weighed: their sources say too much.");
    add(limited, {}, snapshot.report->frames_limited);
    sink(limited);
    sink(detection(all));
}

}  // namespace holdfast::metrics
