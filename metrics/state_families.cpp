// Which state each instance and group is in, by what priority, and how it came there.
#include <array>

#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

constexpr std::array states{InstanceState::init, InstanceState::backup, InstanceState::master, InstanceState::fault,
                            InstanceState::fenced};

prometheus::MetricFamily state(const Snapshot& snapshot) {
    auto family = gauge("holdfast_vrrp_state", "The state of the instance: one of these series is 1.");
    for (const auto& instance : snapshot.status->instances) {
        for (const auto state : states) {
            add(family, labels_of(instance.settings, {{"state", std::string{label(state)}}}), instance.state == state);
        }
    }
    return family;
}

prometheus::MetricFamily group_state(const Snapshot& snapshot) {
    auto family = gauge("holdfast_group_state", "The state of the group: one of these series is 1.");
    for (const engine::GroupStatus& group : snapshot.status->groups) {
        for (const auto state : states) {
            add(family, {{"group", group.name}, {"state", std::string{label(state)}}}, group.state == state);
        }
    }
    return family;
}

// Who took over when and why is asked of the first time too; the other reasons are many, and appear with their first.
bool is_shown(InstanceState to, std::uint64_t count) {
    return count > 0 || to == InstanceState::master;
}

prometheus::MetricFamily transitions(const Snapshot& snapshot) {
    auto family = counter("holdfast_vrrp_transitions_total", "Entries into a state, by the reason.");
    for (const auto& instance : snapshot.status->instances) {
        for (const auto& [entry, count] : instance.counters.transitions) {
            const auto& [to, reason] = entry;
            if (!is_shown(to, count)) continue;
            add(family, labels_of(instance.settings, {{"to", std::string{label(to)}}, {"reason", reason}}), count);
        }
    }
    return family;
}

}  // namespace

void state_families(const Snapshot& snapshot, const Sink& sink) {
    sink(state(snapshot));
    sink(group_state(snapshot));
    sink(per_instance(snapshot, gauge("holdfast_vrrp_priority", "The priority that is advertised."),
                      &InstanceStatus::effective_priority));
    sink(per_instance(snapshot, gauge("holdfast_vrrp_priority_configured", "The priority of the configuration."),
                      [](const InstanceStatus& i) { return i.settings.priority; }));
    sink(transitions(snapshot));
    sink(per_instance(snapshot,
                      gauge("holdfast_vrrp_last_transition_timestamp_seconds", "When the present state was entered."),
                      [&](const InstanceStatus& i) { return unix_seconds(snapshot.to_wall(i.since)); }));
}

}  // namespace holdfast::metrics
