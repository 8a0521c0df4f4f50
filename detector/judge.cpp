#include "detector/judge.hpp"

#include <algorithm>

#include "detector/members.hpp"

namespace holdfast::detector {

namespace {

std::vector<TargetReport> reports(const std::vector<Reachability>& targets) {
    std::vector<TargetReport> result;
    result.reserve(targets.size());
    for (const Reachability& target : targets) result.push_back(target.report());
    return result;
}

// Keeps what is known of the targets that stay.
std::vector<Reachability> retarget(const std::vector<Reachability>& known, const std::vector<net::IpAddress>& wanted,
                                   const Settings& settings) {
    std::vector<Reachability> targets;
    for (const net::IpAddress& address : wanted) {
        const auto old = std::ranges::find(known, address, &Reachability::address);
        targets.push_back(old != known.end() ? *old : Reachability{address, settings.fall, settings.rise});
    }
    return targets;
}

bool down(const std::vector<Reachability>& targets, const net::IpAddress& address) {
    const auto found = std::ranges::find(targets, address, &Reachability::address);
    return found != targets.end() && !found->up();
}

}  // namespace

Judge::Judge(Settings settings, net::Instant now) : next_lookup_{now} {
    configure(std::move(settings), now);
}

std::vector<Action> Judge::handle(const Event& event, net::Instant now) {
    Actions actions;
    std::visit([&](const auto& e) { on(e, now, actions); }, event);
    return actions;
}

std::optional<net::Instant> Judge::deadline() const {
    std::optional<net::Instant> next = next_lookup_;
    for (const Watch& watch : watches_) next = net::earlier(next, watch.deadline());
    return next;
}

Report Judge::report(net::Instant now) const {
    Report report{.at = now,
                  .enabled = settings_.enabled,
                  .instances = {},
                  .gateways = reports(gateways_),
                  .peers = reports(peers_)};
    for (const Watch& watch : watches_) report.instances.push_back(watch.report(now));
    return report;
}

std::vector<net::IpAddress> Judge::targets() const {
    std::vector<net::IpAddress> all;
    for (const auto* targets : {&gateways_, &peers_}) {
        for (const Reachability& target : *targets) {
            if (!contains(all, target.address())) all.push_back(target.address());
        }
    }
    return all;
}

void Judge::configure(Settings settings, net::Instant now) {
    const bool same_pace = settings.audit_interval == settings_.audit_interval;
    settings_ = std::move(settings);
    std::vector<Watch> next;
    std::vector<net::IpAddress> peers;
    for (const WatchedInstance& watched : settings_.instances) {
        const auto old = std::ranges::find(watches_, watched, &Watch::watched);
        next.push_back(old != watches_.end() && same_pace ? std::move(*old) : make_watch(watched, now));
        for (const net::IpAddress& member : members(watched)) {
            identities_.pin(member);
            if (!contains(peers, member)) peers.push_back(member);
        }
    }
    watches_ = std::move(next);
    peers_ = retarget(peers_, peers, settings_);
    if (!settings_.gateway_auto) set_gateways(settings_.gateways);
}

Watch Judge::make_watch(const WatchedInstance& watched, net::Instant now) const {
    Watch watch{watched, settings_.audit_interval, now};
    const auto role = std::ranges::find(roles_, watched.name, &OwnRole::instance);
    if (role != roles_.end()) watch.role(*role, now);
    const net::Link* link = own_.link(watched.interface);
    watch.link(link != nullptr && link->up, now);
    const auto failure = tap_failures_.find(watched.interface);
    if (failure != tap_failures_.end()) watch.tap_failed(failure->second, now);
    return watch;
}

void Judge::set_gateways(const std::vector<net::IpAddress>& gateways) {
    gateways_ = retarget(gateways_, gateways, settings_);
}

void Judge::advance_all(net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) {
        watch.jeopardy(jeopardy(watch.watched()));
        watch.advance(now, actions);
    }
}

// Only where a list of peers says that somebody should be there.
std::optional<std::string> Judge::jeopardy(const WatchedInstance& watched) const {
    const std::vector<net::IpAddress>& peers = watched.peers;
    if (peers.empty()) return std::nullopt;
    if (std::ranges::all_of(peers, [&](const auto& peer) { return down(peers_, peer); })) {
        return "no peer answers pings (" + join(peers) + "): the next loss would be ambiguous";
    }
    if (!gateways_.empty() && std::ranges::none_of(gateways_, &Reachability::up)) {
        return "no gateway answers pings: the next loss would be ambiguous";
    }
    return std::nullopt;
}

// A peer is asked for its Ethernet address, so that it is known when it speaks for an address that it should not have.
void Judge::look_up_peers(const std::string* interface, Actions& actions) const {
    for (const Watch& watch : watches_) {
        if (interface != nullptr && watch.watched().interface != *interface) continue;
        for (const net::IpAddress& member : members(watch.watched())) {
            const Identity* known = identities_.find(member);
            if (known == nullptr || known->macs.empty())
                actions.emplace_back(SendProbe{watch.watched().interface, member});
        }
    }
}

Source Judge::source(const Identity& identity) const {
    const bool answers = std::ranges::any_of(peers_, [&](const Reachability& peer) {
        return peer.proven() && contains(identity.addresses, peer.address());
    });
    return {.id = identity.id,
            .who = identity.name(),
            .mac = identity.mac(),
            .addresses = identity.addresses,
            .answers_pings = answers};
}

}  // namespace holdfast::detector
