#include <algorithm>

#include "detector/judge.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

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
    for (Watch& watch : watches_) tell_local(watch, now);
    advance_all(now, actions);
}

void Judge::on(const PingAnswered& ping, net::Instant now, Actions& actions) {
    for (auto* targets : {&gateways_, &peers_}) {
        const auto target = std::ranges::find(*targets, ping.target, &Reachability::address);
        if (target != targets->end()) target->answered(ping.rtt);
    }
    const net::Duration silence = (settings_.fall + 1) * settings_.ping_interval;
    for (Watch& watch : watches_) {
        if (contains(members(watch.watched()), ping.target)) watch.answers_pings(ping.target, silence, now);
    }
    stir_all(now, actions);
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
    stir_all(now, actions);
}

void Judge::on(const GatewaysFound& found, net::Instant now, Actions& actions) {
    if (!settings_.gateway_auto) return;
    set_gateways(found.gateways);
    for (Watch& watch : watches_) tell_local(watch, now);
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

void Judge::on(const HelloHeard& heard, net::Instant now, Actions& actions) {
    neighbours_.heard(heard.from, heard.message, now);
    learn_node(heard.message);
    for (Watch& watch : watches_) {
        for (const Testimony& testimony : neighbours_.about(watch.watched(), now)) {
            if (testimony.at != now || testimony.node != heard.message.node) continue;
            const net::IpAddress& primary = testimony.instance.primary;
            const net::IpAddress& known_by = primary.is_unspecified() ? testimony.address : primary;
            watch.told(source(identities_.at(known_by)), testimony, neighbours_.patience(), now);
        }
        stir(watch, now, actions);
    }
}

void Judge::on(const HelloUnproven& heard, net::Instant now, Actions& actions) {
    neighbours_.heard_unproven(heard.from, now);
    stir_all(now, actions);
}

void Judge::on(const ReceptionCounted& counted, net::Instant now, Actions&) {
    for (Watch& watch : watches_) {
        if (watch.watched().interface != counted.interface) continue;
        watch.received(counted.frames, !gateways_.empty() || !members(watch.watched()).empty(), now);
    }
}

void Judge::on(const Drill& drill, net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) {
        if (watch.watched().name != drill.instance) continue;
        watch.drill(drill.duration, now);
        watch.advance(world(), now, actions);
    }
}

void Judge::on(const Reconfigured& changed, net::Instant now, Actions& actions) {
    configure(changed.settings, now);
    for (Watch& watch : watches_) tell_local(watch, now);
    advance_all(now, actions);
}

void Judge::on(const ClockSet& set, net::Instant now, Actions&) {
    utc_ahead_ = set.utc.time_since_epoch() - now.time_since_epoch();
}

// A peer is asked for its Ethernet addresses, so that it is known when it speaks for an address that it should not
// have.
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

void Judge::on(const DeadlineReached&, net::Instant now, Actions& actions) {
    if (now >= next_lookup_) {
        next_lookup_ = now + settings_.audit_interval;
        look_up_peers(nullptr, actions);
    }
    for (Watch& watch : watches_) {
        const auto due = watch.deadline();
        if (due && now >= *due) watch.advance(world(), now, actions);
    }
}

}  // namespace holdfast::detector
