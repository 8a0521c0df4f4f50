#include "detector/neighbours.hpp"

#include <algorithm>

#include "detector/members.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t most_of_one_vrid = 8;

}  // namespace

void Neighbours::configure(const Settings& settings, net::Instant now) {
    settings_ = settings;
    std::vector<Node> next;
    for (const Endpoint& peer : settings.hello ? settings.hello->peers : std::vector<Endpoint>{}) {
        const auto known = std::ranges::find(nodes_, peer, &Node::endpoint);
        next.push_back(
            known != nodes_.end()
                ? std::move(*known)
                : Node{.endpoint = peer, .since = now, .last = {}, .instances = {}, .at = {}, .unproven_at = {}});
    }
    nodes_ = std::move(next);
}

void Neighbours::heard(const net::IpAddress& from, const hello::Message& message, net::Instant now) {
    Node* node = this->node(from);
    if (node == nullptr) return;
    const bool started_anew = node->last && node->last->boot != message.boot;
    if (started_anew) node->instances.clear();
    forget_old(*node, now);
    for (const hello::Instance& instance : message.instances) take_in(*node, instance, message.sequence, now);
    node->at = now;
    if (!started_anew && node->last && message.sequence < node->last->sequence) return;  // overtaken on the way
    node->last = message;
    node->last->instances.clear();
}

void Neighbours::heard_unproven(const net::IpAddress& from, net::Instant now) {
    if (Node* node = this->node(from)) node->unproven_at = now;
}

void Neighbours::take_in(Node& node, const hello::Instance& instance, std::uint64_t sequence, net::Instant now) {
    std::vector<Known>& same = node.instances[{instance.family, instance.vrid}];
    auto known = std::ranges::find_if(same, [&](const Known& k) { return k.instance.settings == instance.settings; });
    if (known == same.end()) {
        if (same.size() >= most_of_one_vrid) return;
        known = same.insert(known, Known{});
    }
    if (sequence < known->sequence) return;
    const int before = known->in_a_row;
    *known = {.instance = instance,
              .sequence = sequence,
              .at = now,
              .in_a_row = instance.state == hello::State::master ? before + 1 : 0};
}

bool Neighbours::any_heard(net::Instant now) const {
    return std::ranges::any_of(nodes_, [&](const Node& node) { return fresh(node, now); });
}

std::vector<NeighbourReport> Neighbours::missing(net::Instant now) const {
    std::vector<NeighbourReport> all;
    for (const Node& node : nodes_) {
        if (!lately(node.at.value_or(node.since), now)) all.push_back(report(node, now));
    }
    return all;
}

std::optional<net::Instant> Neighbours::last_heard() const {
    std::optional<net::Instant> last;
    for (const Node& node : nodes_) last = std::max(last, node.at);  // none is before any
    return last;
}

std::optional<net::Instant> Neighbours::deadline(net::Instant now) const {
    std::optional<net::Instant> next;
    for (const Node& node : nodes_) {
        for (const net::Instant then : {node.at.value_or(node.since), node.unproven_at.value_or(node.since)}) {
            if (then + patience() > now) next = net::earlier(next, then + patience());
        }
    }
    return next;
}

std::vector<Testimony> Neighbours::about(const WatchedInstance& watched, net::Instant now) const {
    const std::uint64_t ours = settings_digest(watched);
    std::vector<Testimony> all;
    for (const Node& node : nodes_) {
        const Known* known = fresh(node, now) ? matching(node, watched, ours, now) : nullptr;
        if (known == nullptr) continue;
        all.push_back({.node = node.last->node,
                       .address = node.endpoint.address,
                       .instance = known->instance,
                       .gateways = node.last->gateways,
                       .macs = node.last->macs,
                       .addresses = node.last->addresses,
                       .at = known->at,
                       .in_a_row = known->in_a_row,
                       .settings_differ = known->instance.settings != ours});
    }
    return all;
}

// One that is configured alike is ours. One that is not may be a group of another network with our VRID: it is ours if
// a configured member speaks, or, where none are configured, if there is no other.
const Neighbours::Known* Neighbours::matching(const Node& node, const WatchedInstance& watched, std::uint64_t digest,
                                              net::Instant now) const {
    const auto same = node.instances.find({watched.family, watched.vrid});
    if (same == node.instances.end()) return nullptr;
    const std::vector<net::IpAddress> listed = members(watched);
    const Known* found = nullptr;
    int others = 0;
    for (const Known& known : same->second) {
        if (!lately(known.at, now)) continue;
        if (known.instance.settings == digest) return &known;
        if (!listed.empty() && !contains(listed, known.instance.primary)) continue;
        found = &known;
        ++others;
    }
    return others == 1 ? found : nullptr;
}

std::vector<NeighbourReport> Neighbours::reports(net::Instant now) const {
    std::vector<NeighbourReport> all;
    for (const Node& node : nodes_) all.push_back(report(node, now));
    return all;
}

NeighbourReport Neighbours::report(const Node& node, net::Instant now) const {
    return {.address = node.endpoint.address,
            .node = node.last ? node.last->node : "",
            .last_received = node.at,
            .heard = fresh(node, now) || lately(node.unproven_at, now),
            .hears_us = fresh(node, now),
            .settings_differ = fresh(node, now) && differs(node, now)};
}

bool Neighbours::differs(const Node& node, net::Instant now) const {
    return std::ranges::any_of(settings_.instances, [&](const WatchedInstance& watched) {
        const std::uint64_t ours = settings_digest(watched);
        const Known* known = matching(node, watched, ours, now);
        return known != nullptr && known->instance.settings != ours;
    });
}

Neighbours::Node* Neighbours::node(const net::IpAddress& address) {
    const auto found = std::ranges::find_if(nodes_, [&](const Node& node) { return node.endpoint.address == address; });
    return found != nodes_.end() ? &*found : nullptr;
}

net::Duration Neighbours::patience() const {
    return std::max<net::Duration>(3 * hello_interval(settings_), seconds{1});
}

bool Neighbours::lately(const std::optional<net::Instant>& then, net::Instant now) const {
    return then && now - *then < patience();
}

void Neighbours::forget_old(Node& node, net::Instant now) const {
    for (auto& [router, same] : node.instances) {
        std::erase_if(same, [&](const Known& known) { return !lately(known.at, now); });
    }
}

std::uint64_t settings_digest(const WatchedInstance& watched) {
    std::uint64_t digest = 0xcbf29ce484222325;  // FNV-1a: tells apart, hides nothing
    const auto add = [&](net::ByteView bytes) {
        for (const std::uint8_t byte : bytes) digest = (digest ^ byte) * 0x100000001b3;
    };
    // Version 3 announces its interval, and backups follow (RFC 9568 §5.2.7).
    const bool must_match = watched.version == vrrp::Version::v2;
    const auto centiseconds = must_match ? static_cast<std::uint32_t>(watched.advert_interval.count()) : 0;
    net::Writer fixed;
    fixed.u8(static_cast<std::uint8_t>(watched.version)).u8(static_cast<std::uint8_t>(watched.vrid));
    fixed.u8(static_cast<std::uint8_t>(watched.family)).u32(centiseconds);
    fixed.u8(static_cast<std::uint8_t>((watched.password ? 1 : 0) | (watched.hmac ? 2 : 0)));  // keys come and go
    add(fixed.view());
    if (watched.password) add(*watched.password);  // every advert shows it in clear anyway
    std::vector<net::IpAddress> addresses = watched.addresses;
    std::ranges::sort(addresses);
    for (const net::IpAddress& address : addresses) add(address.bytes());
    return digest;
}

net::Duration hello_interval(const Settings& settings) {
    if (settings.hello && settings.hello->interval) return *settings.hello->interval;
    net::Duration smallest = seconds{1};
    for (const WatchedInstance& watched : settings.instances) {
        smallest = std::min<net::Duration>(smallest, watched.advert_interval);
    }
    return std::max<net::Duration>(smallest, milliseconds{100});
}

}  // namespace holdfast::detector
