// The intervals in force, and how punctual we are.
#include <array>

#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {
namespace {

// The halves of usual intervals, from which on it is an alarm, and what is in between.
constexpr std::array late{0.001, 0.005, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};

prometheus::MetricFamily lateness(const Snapshot& snapshot) {
    auto family =
        histogram("holdfast_vrrp_advert_lateness_seconds", "How late adverts were sent, past their deadline.");
    for (const auto& instance : snapshot.status->instances) {
        add(family, labels_of(instance.settings), instance.lateness, late);
    }
    return family;
}

// Of all instances together: it is the daemon that is fast or slow.
prometheus::MetricFamily takeover(const Snapshot& snapshot) {
    net::Histogram all;
    for (const auto& instance : snapshot.status->instances) merge(all, instance.takeover);
    auto family = histogram("holdfast_vrrp_takeover_seconds",
                            "From the deadline of a take-over to its announcement, of all instances.");
    add(family, {}, all);
    return family;
}

}  // namespace

void timing_families(const Snapshot& snapshot, const Sink& sink) {
    using engine::InstanceStatus;
    const auto interval = [&](std::string name, std::string help, net::Duration InstanceStatus::* member) {
        return per_instance(snapshot, gauge(std::move(name), std::move(help)),
                            [member](const InstanceStatus& i) { return net::seconds(i.*member); });
    };
    sink(interval("holdfast_vrrp_advert_interval_seconds", "The advert interval in force: the master's, once learned.",
                  &InstanceStatus::advert_interval));
    sink(interval("holdfast_vrrp_master_down_interval_seconds",
                  "The silence after which a backup takes the master for dead.",
                  &InstanceStatus::master_down_interval));
    sink(interval("holdfast_vrrp_skew_seconds", "The part of the master-down interval that depends on the priority.",
                  &InstanceStatus::skew));
    sink(lateness(snapshot));
    sink(takeover(snapshot));
}

}  // namespace holdfast::metrics
