#include "daemon/app/fence_order.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace holdfast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;
constexpr std::size_t most_evidence = 20;  // the order must fit into one message

std::vector<std::string> all_addresses(const engine::InstanceSettings& settings) {
    std::vector<std::string> all;
    for (const net::Prefix& prefix : settings.addresses) all.push_back(to_string(prefix));
    for (const net::Prefix& prefix : settings.excluded_addresses) all.push_back(to_string(prefix));
    return all;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

Json evidence_json(const detector::Evidence& evidence, net::Instant now) {
    return {{"kind", label(evidence.kind)},
            {"who", evidence.who},
            {"mac", evidence.mac},
            {"where", evidence.where},
            {"what", evidence.what},
            {"count", evidence.count},
            {"trust", label(evidence.trust)},
            {"first_seconds_ago", net::seconds(now - evidence.first)},
            {"last_seconds_ago", net::seconds(now - evidence.last)}};
}

std::string details(std::uint64_t id, const std::string& node, const FenceCause& cause,
                    const engine::InstanceStatus& instance, net::Instant now) {
    const engine::InstanceSettings& settings = instance.settings;
    Json evidence = Json::array();
    for (const detector::Evidence& one : cause.evidence) {
        if (evidence.size() < most_evidence) evidence.push_back(evidence_json(one, now));
    }
    Json peers = Json::array();
    for (const engine::PeerStatus& peer : instance.peers) {
        peers.push_back({{"address", to_string(peer.address)}, {"priority", peer.priority.value()}});
    }
    const Json document{{"schema_version", schema_version},
                        {"order", id},
                        {"node", node},
                        {"instance", cause.instance},
                        {"interface", settings.interface},
                        {"vrid", std::to_underlying(settings.vrid)},
                        {"priority", settings.priority.value()},
                        {"previous_state", label(instance.state)},
                        {"verdict", cause.verdict},
                        {"reason", cause.reason},
                        {"addresses", all_addresses(settings)},
                        {"peers", std::move(peers)},
                        {"evidence", std::move(evidence)}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

fence::Order make_order(std::uint64_t id, const std::string& node, const FenceCause& cause,
                        const engine::InstanceStatus& instance, net::Instant now) {
    fence::Order order{.id = id,
                       .instance = cause.instance,
                       .verdict = cause.verdict,
                       .reason = cause.reason,
                       .details = details(id, node, cause, instance, now),
                       .environment = {{"HOLDFAST_INSTANCE", cause.instance},
                                       {"HOLDFAST_STATE", std::string{label(engine::InstanceState::fenced)}},
                                       {"HOLDFAST_PREVIOUS_STATE", std::string{label(instance.state)}},
                                       {"HOLDFAST_PRIORITY", std::to_string(instance.settings.priority.value())},
                                       {"HOLDFAST_REASON", cause.reason},
                                       {"HOLDFAST_VERDICT", cause.verdict},
                                       {"HOLDFAST_ADDRESSES", joined(all_addresses(instance.settings))}},
                       .addresses = {}};
    for (const engine::HeldAddress& held : instance.held) order.addresses.emplace_back(held.interface, held.prefix);
    return order;
}

}  // namespace holdfast::app
