// A family with one series for each instance, its value taken by a function of the instance's status.
#pragma once

#include <functional>
#include <utility>

#include "metrics/series.hpp"

namespace holdfast::metrics {

template <class Value>
prometheus::MetricFamily per_instance(const Snapshot& snapshot, prometheus::MetricFamily family, Value value) {
    family.metric.reserve(snapshot.status->instances.size());
    for (const auto& instance : snapshot.status->instances) {
        add(family, labels_of(instance.settings), std::invoke(value, instance));
    }
    return family;
}

// The same for a member of the instance's counters.
inline prometheus::MetricFamily per_instance(const Snapshot& snapshot, prometheus::MetricFamily family,
                                             std::uint64_t engine::Counters::* member) {
    return per_instance(snapshot, std::move(family),
                        [member](const engine::InstanceStatus& instance) { return instance.counters.*member; });
}

}  // namespace holdfast::metrics
