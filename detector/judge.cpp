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

}  // namespace

Judge::Judge(Settings settings, net::Instant now, vrrp::SignWith sign_with)
    : sign_with_{std::move(sign_with)}, next_lookup_{now} {
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
                  .peers = reports(peers_),
                  .neighbours = neighbours_.reports(now),
                  .hello = {},
                  .frames_limited = limits_.limited()};
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

hello::Message Judge::hello(net::Instant now) const {
    const bool reaches = std::ranges::any_of(gateways_, &Reachability::up);
    hello::Message message{.node = settings_.node,
                           .boot = {},
                           .sequence = 0,
                           .echo = {},
                           .gateways = gateways_.empty() ? hello::Path::unknown
                                       : reaches         ? hello::Path::up
                                                         : hello::Path::down,
                           .macs = own_.macs(),
                           .addresses = own_.addresses(),
                           .instances = {}};
    std::erase_if(message.addresses, [&](const net::IpAddress& address) { return is_virtual(address); });
    for (const Watch& watch : watches_) message.instances.push_back(watch.hello(now));
    return message;
}

void Judge::configure(Settings settings, net::Instant now) {
    notaries_ = notaries_for(settings.instances);
    settings_ = std::move(settings);
    std::vector<Watch> next;
    std::vector<net::IpAddress> peers;
    for (const WatchedInstance& watched : settings_.instances) {
        const auto old =
            std::ranges::find_if(watches_, [&](const Watch& w) { return w.watched().name == watched.name; });
        next.push_back(old != watches_.end() ? reconfigured(std::move(*old), watched, now)
                                             : make_watch(watched, nullptr, now));
        for (const net::IpAddress& member : members(watched)) {
            identities_.pin(member);
            if (!contains(peers, member)) peers.push_back(member);
        }
    }
    watches_ = std::move(next);
    peers_ = retarget(peers_, peers, settings_);
    neighbours_.configure(settings_, now);
    limits_.allow(SourceLimits::fair(settings_.instances));
    if (!settings_.gateway_auto) set_gateways(settings_.gateways);
}

// Whoever was heard before a reload is known after it.
std::vector<vrrp::Authenticator> Judge::notaries_for(const std::vector<WatchedInstance>& watched) const {
    std::vector<vrrp::Authenticator> next(watched.size());
    for (std::size_t i = 0; i < watched.size(); ++i) {
        const auto old = std::ranges::find(settings_.instances, watched[i].name, &WatchedInstance::name);
        if (old != settings_.instances.end())
            next[i] = notaries_.at(static_cast<std::size_t>(old - settings_.instances.begin()));
        next[i].configure(watched[i].hmac, sign_with_);
    }
    return next;
}

Watch Judge::reconfigured(Watch&& watch, const WatchedInstance& watched, net::Instant now) const {
    if (!watch.is_as(watched)) return make_watch(watched, &watch, now);
    watch.configure(watched, settings_.audit_interval, now);
    return std::move(watch);
}

Watch Judge::make_watch(const WatchedInstance& watched, Watch* before, net::Instant now) const {
    Watch watch{watched, settings_.audit_interval, now};
    if (before != nullptr) watch.succeed(std::move(*before), now);
    const auto role = std::ranges::find(roles_, watched.name, &OwnRole::instance);
    tell_local(watch, now);
    if (role != roles_.end()) watch.role(*role, now);
    const auto failure = tap_failures_.find(watched.interface);
    if (failure != tap_failures_.end()) watch.tap_failed(failure->second, now);
    return watch;
}

void Judge::set_gateways(const std::vector<net::IpAddress>& gateways) {
    gateways_ = retarget(gateways_, gateways, settings_);
}

void Judge::tell_local(Watch& watch, net::Instant now) const {
    const WatchedInstance& watched = watch.watched();
    const net::Link* link = own_.link(watched.interface);
    watch.link(link != nullptr && link->up, now);

    std::vector<net::IpAddress> used = members(watched);
    for (const Reachability& gateway : gateways_) used.push_back(gateway.address());
    for (const WatchedInstance& other : settings_.instances) {
        used.insert(used.end(), other.addresses.begin(), other.addresses.end());
    }
    watch.network(own_.networks(watched.interface), used);
}

void Judge::stir(Watch& watch, net::Instant now, Actions& actions) {
    if (watch.stir(now)) watch.advance(world(), now, actions);
}

void Judge::stir_all(net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) stir(watch, now, actions);
}

void Judge::advance_all(net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) watch.advance(world(), now, actions);
}

bool Judge::is_virtual(const net::IpAddress& address) const {
    return std::ranges::any_of(settings_.instances,
                               [&](const WatchedInstance& w) { return contains(w.addresses, address); });
}

}  // namespace holdfast::detector
