// Adverts sent and accepted, oddities among the accepted ones, and what is known of the peers.
#include "metrics/parts.hpp"
#include "metrics/per_instance.hpp"

namespace holdfast::metrics {
namespace {

using engine::Counters;

// A peer that was never heard has no series: there is no time and no priority to show.
template <class Value>
prometheus::MetricFamily per_peer(const Snapshot& snapshot, prometheus::MetricFamily family, Value value) {
    for (const auto& instance : snapshot.status->instances) {
        for (const auto& peer : instance.peers) {
            if (!peer.last_advert) continue;
            add(family, labels_of(instance.settings, {{"peer", to_string(peer.address)}}), value(peer));
        }
    }
    return family;
}

}  // namespace

void advert_families(const Snapshot& snapshot, const Sink& sink) {
    const auto count = [&](std::string name, std::string help, std::uint64_t Counters::* member) {
        return per_instance(snapshot, counter(std::move(name), std::move(help)), member);
    };
    sink(count("holdfast_vrrp_adverts_sent_total", "Adverts sent.", &Counters::adverts_sent));
    sink(count("holdfast_vrrp_adverts_received_total", "Adverts received and accepted.", &Counters::adverts_received));
    sink(count("holdfast_vrrp_priority_zero_sent_total", "Resignations sent: adverts with priority 0.",
               &Counters::priority_zero_sent));
    sink(count("holdfast_vrrp_priority_zero_received_total", "Resignations received: adverts with priority 0.",
               &Counters::priority_zero_received));
    sink(count("holdfast_vrrp_interval_differs_total", "Accepted adverts whose interval is not ours.",
               &Counters::interval_differs));
    sink(count("holdfast_vrrp_unauthenticated_total",
               "Accepted adverts whose HMAC is missing or wrong, where it is not enforced.",
               &Counters::unauthenticated));
    sink(count("holdfast_vrrp_interval_clamped_total",
               "Accepted adverts whose interval was too far from ours to learn.", &Counters::interval_clamped));
    sink(count("holdfast_vrrp_address_list_differs_total", "Accepted adverts whose addresses are not ours.",
               &Counters::address_list_differs));
    sink(count("holdfast_vrrp_owner_conflict_total", "Accepted adverts with priority 255 while ours is 255 too.",
               &Counters::owner_conflict));
    sink(count("holdfast_vrrp_other_checksum_form_total",
               "Accepted adverts with the checksum form that we do not send.", &Counters::other_checksum_form));
    sink(count("holdfast_vrrp_transmit_failures_total", "Adverts that the system refused to send.",
               &Counters::transmit_failures));
    sink(per_peer(snapshot,
                  gauge("holdfast_peer_last_advert_timestamp_seconds", "When the peer's last accepted advert came."),
                  [&](const engine::PeerStatus& peer) { return unix_seconds(snapshot.to_wall(*peer.last_advert)); }));
    sink(per_peer(snapshot, gauge("holdfast_peer_priority", "The priority of the peer's last accepted advert."),
                  [](const engine::PeerStatus& peer) { return peer.priority; }));
}

}  // namespace holdfast::metrics
