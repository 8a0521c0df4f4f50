#include <algorithm>

#include "detector/judge.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

void Judge::on(const FrameSeen& seen, net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) {
        if (watch.watched().interface == seen.interface && watch.frame_seen(now)) watch.advance(now, actions);
    }
    const auto frame = parse_frame(seen.bytes);
    if (!frame) return;
    const Statement statement = classify(*frame, {seen.interface, seen.outgoing}, settings_.instances, own_);
    std::visit([&](const auto& said) { says(said, seen.interface, now, actions); }, statement);
}

void Judge::on(const OwnRoles& told, net::Instant now, Actions& actions) {
    roles_ = told.roles;
    for (Watch& watch : watches_) {
        const auto role = std::ranges::find(roles_, watch.watched().name, &OwnRole::instance);
        if (role != roles_.end()) watch.role(*role, now);
    }
    advance_all(now, actions);
}

void Judge::on(const LocalInterfaces& local, net::Instant now, Actions& actions) {
    own_ = OwnSet{local};
    for (Watch& watch : watches_) {
        const net::Link* link = own_.link(watch.watched().interface);
        watch.link(link != nullptr && link->up, now);
    }
    advance_all(now, actions);
}

void Judge::on(const PingAnswered& ping, net::Instant now, Actions& actions) {
    for (auto* targets : {&gateways_, &peers_}) {
        const auto target = std::ranges::find(*targets, ping.target, &Reachability::address);
        if (target != targets->end()) target->answered(ping.rtt);
    }
    advance_all(now, actions);
}

void Judge::on(const PingLost& ping, net::Instant now, Actions& actions) {
    for (auto* targets : {&gateways_, &peers_}) {
        const auto target = std::ranges::find(*targets, ping.target, &Reachability::address);
        if (target == targets->end()) continue;
        target->lost();
        if (target->up()) continue;
        for (Watch& watch : watches_) {
            if (targets == &gateways_ || contains(members(watch.watched()), ping.target))
                watch.silent(ping.target, now);
        }
    }
    advance_all(now, actions);
}

void Judge::on(const GatewaysFound& found, net::Instant now, Actions& actions) {
    if (!settings_.gateway_auto) return;
    set_gateways(found.gateways);
    advance_all(now, actions);
}

void Judge::on(const TapFailed& failed, net::Instant now, Actions& actions) {
    tap_failures_[failed.interface] = failed.why;
    for (Watch& watch : watches_) {
        if (watch.watched().interface == failed.interface) watch.tap_failed(failed.why, now);
    }
    advance_all(now, actions);
}

void Judge::on(const TapWorks& works, net::Instant now, Actions& actions) {
    tap_failures_.erase(works.interface);
    for (Watch& watch : watches_) {
        if (watch.watched().interface == works.interface) watch.tap_works(now);
    }
    look_up_peers(&works.interface, actions);
    advance_all(now, actions);
}

void Judge::on(const Reconfigured& changed, net::Instant now, Actions& actions) {
    configure(changed.settings, now);
    advance_all(now, actions);
}

void Judge::on(const DeadlineReached&, net::Instant now, Actions& actions) {
    if (now >= next_lookup_) {
        next_lookup_ = now + settings_.audit_interval;
        look_up_peers(nullptr, actions);
    }
    for (Watch& watch : watches_) {
        const auto due = watch.deadline();
        if (due && now >= *due) watch.advance(now, actions);
    }
}

void Judge::says(const AdvertHeard& heard, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(heard.instance);
    watch.advert(source(identities_.learn(heard.source, heard.mac)), heard.advert, now);
    watch.advance(now, actions);
}

void Judge::says(const AdvertRefused& refused, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(refused.instance);
    // A clone's IP address is ours: only its Ethernet address tells it from us.
    const bool clone = own_.has(refused.source);
    const Identity& identity = clone ? identities_.of(refused.mac) : identities_.learn(refused.source, refused.mac);
    watch.refused(source(identity), refused.reason, now);
    watch.advance(now, actions);
}

void Judge::says(const OwnAdvert& own, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(own.instance);
    watch.own_advert(own.priority, now);
    watch.advance(now, actions);
}

void Judge::says(const AddressStated& stated, const std::string& interface, net::Instant now, Actions& actions) {
    const auto watches = [&](const Watch& watch) { return watch.watches(interface, stated.address); };
    if (std::ranges::none_of(watches_, watches)) {
        // Strangers are not listed: only what a known peer's address is at.
        if (identities_.knows(stated.address)) identities_.learn(stated.address, stated.mac);
        return;
    }
    const Source claimant = source(identities_.of(stated.mac));
    for (Watch& watch : watches_) {
        if (!watches(watch)) continue;
        watch.stated(claimant, stated.address, stated.answer, now);
        watch.advance(now, actions);
    }
}

void Judge::says(const AdvertLooped& looped, const std::string&, net::Instant now, Actions&) {
    watches_.at(looped.instance).looped("an advert of ours came back", now);
}

void Judge::says(const StatementLooped& looped, const std::string& interface, net::Instant now, Actions&) {
    for (Watch& watch : watches_) {
        if (watch.watches(interface, looped.address)) watch.looped("our statement about an address came back", now);
    }
}

}  // namespace holdfast::detector
