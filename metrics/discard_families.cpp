// Adverts that were not processed, each by its reason.
#include <numeric>

#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {
namespace {

std::string reason_of(std::size_t index) {
    return std::string{label(static_cast<vrrp::DropReason>(index))};
}

// 28 reasons of 255 instances would be a third of a scrape: they appear with their first. Those of signatures, which an
// alarm waits for, are there from the start, so that it sees the first one as an increase.
bool is_awaited(const engine::InstanceSettings& instance, const std::string& reason) {
    return instance.hmac && reason.starts_with("hmac_");
}

prometheus::MetricFamily by_reason(const Snapshot& snapshot) {
    auto family = counter("holdfast_vrrp_adverts_discarded_total",
                          "Adverts for this instance that were discarded, by those reasons that there were.");
    for (const auto& instance : snapshot.status->instances) {
        const auto& dropped = instance.counters.dropped;
        for (std::size_t i = 0; i < dropped.size(); ++i) {
            const auto reason = reason_of(i);
            if (dropped[i] == 0 && !is_awaited(instance.settings, reason)) continue;
            add(family, labels_of(instance.settings, {{"reason", reason}}), dropped[i]);
        }
    }
    return family;
}

// Whatever the reason: there from the start.
prometheus::MetricFamily in_all(const Snapshot& snapshot) {
    return per_instance(
        snapshot,
        counter("holdfast_vrrp_adverts_refused_total", "Adverts for this instance that were discarded, in all."),
        [](const engine::InstanceStatus& instance) {
            const auto& dropped = instance.counters.dropped;
            return std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{0});
        });
}

prometheus::MetricFamily of_interfaces(const Snapshot& snapshot) {
    auto family = counter("holdfast_vrrp_discarded_total", "Discarded adverts that belong to no instance.");
    for (const auto& interface : snapshot.status->interfaces) {
        for (const auto ip : {net::Family::ipv4, net::Family::ipv6}) {
            const auto found = interface.dropped.find(ip);
            const auto dropped = found == interface.dropped.end() ? vrrp::DropCounts{} : found->second;
            for (std::size_t i = 0; i < dropped.size(); ++i) {
                add(family,
                    {{"interface", interface.name}, {"family", std::string{label(ip)}}, {"reason", reason_of(i)}},
                    dropped[i]);
            }
        }
    }
    return family;
}

}  // namespace

void discard_families(const Snapshot& snapshot, const Sink& sink) {
    sink(by_reason(snapshot));
    sink(in_all(snapshot));
    sink(of_interfaces(snapshot));
}

}  // namespace holdfast::metrics
