// The fence, the operator's decisions, and rehearsals of the alarm.
#include <array>

#include "metrics/operator.hpp"
#include "metrics/parts.hpp"
#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using State = FenceStatus::State;
constexpr std::array states{State::off, State::armed, State::dry_run, State::fencing, State::latched};
constexpr std::array pins{detector::Pin::none, detector::Pin::hold, detector::Pin::yield, detector::Pin::drain};

prometheus::MetricFamily state(const FenceStatus& fence) {
    auto family = gauge("holdfast_fence_state", "What the fence is up to: one of these series is 1.");
    for (const auto state : states) add(family, {{"state", std::string{label(state)}}}, fence.state == state);
    return family;
}

prometheus::MetricFamily runs(const FenceStatus& fence) {
    auto family = counter("holdfast_fence_runs_total", "Fences carried out, by how they went.");
    add(family, {{"result", "succeeded"}}, fence.succeeded);
    add(family, {{"result", "failed"}}, fence.failed);
    return family;
}

prometheus::MetricFamily would(const FenceStatus& fence) {
    auto family = counter("holdfast_fence_would_total", "Fences that were only told of, in a dry run.");
    add(family, {}, fence.would);
    return family;
}

prometheus::MetricFamily operator_pins(const Snapshot& snapshot) {
    auto family = gauge("holdfast_operator_pin", "What the operator decided: one of these series is 1.");
    for (const auto& instance : snapshot.status->instances) {
        const auto decided = pin_of(snapshot, instance.settings.name);
        for (const auto pin : pins) {
            add(family, labels_of(instance.settings, {{"pin", std::string{label(pin)}}}), pin == decided);
        }
    }
    return family;
}

prometheus::MetricFamily drills(const Snapshot& snapshot) {
    auto family = gauge("holdfast_drill", "1 while the verdict is a rehearsal.");
    for (const auto& instance : snapshot.status->instances) {
        const auto* report = report_of(snapshot, instance.settings.name);
        add(family, labels_of(instance.settings), report != nullptr && is_drill(*report));
    }
    return family;
}

}  // namespace

void fence_families(const Snapshot& snapshot, const Sink& sink) {
    sink(state(*snapshot.fence));
    sink(runs(*snapshot.fence));
    sink(would(*snapshot.fence));
    sink(operator_pins(snapshot));
    sink(drills(snapshot));
}

}  // namespace holdfast::metrics
