// Adverts that were not processed, each by its reason.
#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

// The series of all reasons, those that never happened too, else the first one would not be seen as an increase.
template <class LabelsOf>
void add_reasons(prometheus::MetricFamily& family, const vrrp::DropCounts& dropped, LabelsOf labels) {
    for (std::size_t i = 0; i < dropped.size(); ++i) {
        add(family, labels(std::string{label(static_cast<vrrp::DropReason>(i))}), dropped[i]);
    }
}

prometheus::MetricFamily of_instances(const Snapshot& snapshot) {
    auto family = counter("holdfast_vrrp_adverts_discarded_total", "Adverts for this instance that were discarded.");
    for (const auto& instance : snapshot.status->instances) {
        add_reasons(family, instance.counters.dropped,
                    [&](std::string reason) { return labels_of(instance.settings, {{"reason", std::move(reason)}}); });
    }
    return family;
}

prometheus::MetricFamily of_interfaces(const Snapshot& snapshot) {
    auto family = counter("holdfast_vrrp_discarded_total", "Discarded adverts that belong to no instance.");
    for (const auto& interface : snapshot.status->interfaces) {
        for (const auto ip : {net::Family::ipv4, net::Family::ipv6}) {
            const auto found = interface.dropped.find(ip);
            const auto dropped = found == interface.dropped.end() ? vrrp::DropCounts{} : found->second;
            add_reasons(family, dropped, [&](std::string reason) {
                return Labels{
                    {"interface", interface.name}, {"family", std::string{label(ip)}}, {"reason", std::move(reason)}};
            });
        }
    }
    return family;
}

}  // namespace

void discard_families(const Snapshot& snapshot, const Sink& sink) {
    sink(of_instances(snapshot));
    sink(of_interfaces(snapshot));
}

}  // namespace holdfast::metrics
