// One instance of the status document.
#include "metrics/json_parts.hpp"
#include "metrics/operator.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

Json priority_json(const InstanceStatus& instance) {
    Json why = Json::array();
    for (const auto& reason : instance.priority_why) why.push_back(utf8(reason));
    return {{"effective", instance.effective_priority.value()},
            {"configured", instance.settings.priority.value()},
            {"why", std::move(why)}};
}

// Ourselves by name, another by address: adverts carry no names.
Json master_json(const Snapshot& snapshot, const InstanceStatus& instance) {
    if (instance.state == InstanceState::master) {
        return {{"node", utf8(snapshot.status->node)},
                {"address", nullptr},
                {"priority", instance.effective_priority.value()}};
    }
    if (!instance.master) return nullptr;
    return {{"node", nullptr},
            {"address", to_string(instance.master->address)},
            {"priority", instance.master->priority.value()}};
}

// The numbers of the keys; never a key.
Json hmac_json(const engine::InstanceSettings& settings) {
    if (!settings.hmac) return nullptr;
    Json accepted = Json::array();
    for (const vrrp::HmacKey& key : settings.hmac->keys) accepted.push_back(key.id);
    return {{"mode", label(settings.hmac->mode)},
            {"sent", settings.hmac->active},
            {"accepted", std::move(accepted)},
            {"window_seconds", settings.hmac->window.count()}};
}

Json stray_json(const InstanceStatus& instance) {
    Json stray = Json::array();
    for (const auto& address : instance.stray) stray.push_back(to_string(address));
    return stray;
}

Json addresses_json(const InstanceStatus& instance) {
    Json addresses = Json::array();
    for (const auto& address : instance.addresses) {
        addresses.push_back(
            {{"address", to_string(address.prefix)},
             {"interface", utf8(address.interface.empty() ? instance.settings.interface : address.interface)},
             {"advertised", address.advertised},
             {"present", address.present},
             {"foreign", address.foreign}});
    }
    return addresses;
}

Json routing_json(const InstanceStatus& instance) {
    Json routing = Json::array();
    for (const auto& one : instance.routing) {
        const bool is_route = std::holds_alternative<net::Route>(one.entry);
        routing.push_back({{"kind", is_route ? "route" : "rule"},
                           {"entry", utf8(to_string(one.entry))},
                           {"present", one.present},
                           {"foreign", one.foreign},
                           {"refusal", utf8(one.refusal)}});
    }
    return routing;
}

// Of a peer that was never heard, neither the priority nor the last advert is known.
Json peers_json(const Snapshot& snapshot, const InstanceStatus& instance) {
    Json peers = Json::array();
    for (const auto& peer : instance.peers) {
        Json entry{{"address", to_string(peer.address)}, {"priority", nullptr}, {"last_advert", nullptr}};
        if (peer.last_advert) {
            entry["priority"] = peer.priority.value();
            entry["last_advert"] = rfc3339(snapshot.to_wall(*peer.last_advert));
        }
        entry["member"] = peer.member;
        peers.push_back(std::move(entry));
    }
    return peers;
}

Json faults_json(const InstanceStatus& instance) {
    Json faults = Json::array();
    for (const std::string& fault : instance.faults) faults.push_back(utf8(fault));
    return faults;
}

}  // namespace

Json counters_json(const engine::Counters& counters) {
    Json discarded = Json::object();
    for (std::size_t i = 0; i < counters.dropped.size(); ++i) {
        discarded[std::string{label(static_cast<vrrp::DropReason>(i))}] = counters.dropped[i];
    }
    Json transitions = Json::array();
    for (const auto& [entry, count] : counters.transitions) {
        transitions.push_back({{"to", label(entry.first)}, {"reason", utf8(entry.second)}, {"count", count}});
    }
    return {{"adverts_sent", counters.adverts_sent},
            {"adverts_received", counters.adverts_received},
            {"priority_zero_sent", counters.priority_zero_sent},
            {"priority_zero_received", counters.priority_zero_received},
            {"interval_differs", counters.interval_differs},
            {"interval_clamped", counters.interval_clamped},
            {"unauthenticated", counters.unauthenticated},
            {"address_list_differs", counters.address_list_differs},
            {"owner_conflict", counters.owner_conflict},
            {"other_checksum_form", counters.other_checksum_form},
            {"announcements_sent", counters.announcements_sent},
            {"addresses_reinstated", counters.addresses_reinstated},
            {"transmit_failures", counters.transmit_failures},
            {"discarded", std::move(discarded)},
            {"transitions", std::move(transitions)}};
}

Json instance_json(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto& settings = instance.settings;
    return {{"name", utf8(settings.name)},
            {"interface", utf8(settings.interface)},
            {"vrid", std::to_underlying(settings.vrid)},
            {"family", label(settings.family)},
            {"version", std::to_underlying(settings.version)},
            {"state", label(instance.state)},
            {"since", rfc3339(snapshot.to_wall(instance.since))},
            {"reason", utf8(instance.reason)},
            {"priority", priority_json(instance)},
            {"master", master_json(snapshot, instance)},
            {"advert_interval_seconds", net::seconds(instance.advert_interval)},
            {"master_down_interval_seconds", net::seconds(instance.master_down_interval)},
            {"lease_seconds", instance.lease.count()},
            {"checksum", std::string{label(instance.checksum_form)}},
            {"hmac", hmac_json(settings)},
            {"virtual_link", utf8(instance.virtual_link)},
            {"addresses", addresses_json(instance)},
            {"routing", routing_json(instance)},
            {"accept", settings.accept},
            {"stray", stray_json(instance)},
            {"peers", peers_json(snapshot, instance)},
            {"counters", counters_json(instance.counters)},
            {"verdict", verdict_json(snapshot, settings.name)},
            {"faults", faults_json(instance)},
            {"group", utf8(instance.group)},
            {"drained", instance.withdrawn == engine::Withdrawal::drained},
            {"withdrawn", label(instance.withdrawn)},
            {"operator", label(pin_of(snapshot, settings.name))}};
}

}  // namespace holdfast::metrics
