// The virtual addresses as the kernel has them, and their announcements.
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
    sink(per_instance(snapshot,
                      counter("holdfast_address_reinstated_total", "Addresses that others removed and we put back."),
                      &engine::Counters::addresses_reinstated));
    sink(announcements(snapshot));
}

}  // namespace holdfast::metrics
