// The intervals in force, and how punctual we are.
#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {

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
    sink(per_instance(
        snapshot,
        histogram("holdfast_vrrp_advert_lateness_seconds", "How late adverts were sent, past their deadline."),
        &InstanceStatus::lateness));
    sink(per_instance(
        snapshot, histogram("holdfast_vrrp_takeover_seconds", "From the deadline of a take-over to its announcement."),
        &InstanceStatus::takeover));
}

}  // namespace holdfast::metrics
