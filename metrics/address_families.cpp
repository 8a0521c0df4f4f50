// The virtual addresses, routes and rules as the kernel has them, and the announcements.
#include <map>

#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {
namespace {

prometheus::MetricFamily present(const Snapshot& snapshot) {
    auto family = gauge("holdfast_address_present", "Whether the kernel of this host has the virtual address.");
    for (const auto& instance : snapshot.status->instances) {
        for (const auto& address : instance.addresses) {
            add(family, labels_of(instance.settings, {{"address", to_string(address.prefix.address)}}),
                address.present);
        }
    }
    return family;
}

// Those that differ by nothing but their interface are one.
prometheus::MetricFamily routing_present(const Snapshot& snapshot) {
    auto family =
        gauge("holdfast_routing_present", "Whether the kernel of this host has the route or rule of a master.");
    for (const auto& instance : snapshot.status->instances) {
        std::map<std::string, bool> entries;
        for (const auto& one : instance.routing) {
            bool& present = entries.try_emplace(to_string(one.entry), true).first->second;
            present = present && (one.present || one.foreign);
        }
        for (const auto& [entry, present] : entries) {
            add(family, labels_of(instance.settings, {{"entry", entry}}), present);
        }
    }
    return family;
}

prometheus::MetricFamily announcements(const Snapshot& snapshot) {
    auto family = counter("holdfast_announcements_sent_total",
                          "Gratuitous ARP (garp) or unsolicited neighbour advertisements (na) sent.");
    for (const auto& instance : snapshot.status->instances) {
        const char* kind = instance.settings.family == net::Family::ipv4 ? "garp" : "na";
        add(family, labels_of(instance.settings, {{"kind", kind}}), instance.counters.announcements_sent);
    }
    return family;
}

}  // namespace

void address_families(const Snapshot& snapshot, const Sink& sink) {
    sink(present(snapshot));
    sink(routing_present(snapshot));
    sink(per_instance(snapshot,
                      counter("holdfast_address_reinstated_total", "Addresses that others removed and we put back."),
                      &engine::Counters::addresses_reinstated));
    sink(announcements(snapshot));
}

}  // namespace holdfast::metrics
