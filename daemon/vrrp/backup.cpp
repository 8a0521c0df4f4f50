// RFC 9568 §6.4.2.
#include <algorithm>

#include "daemon/vrrp/transitions.hpp"

namespace holdfast::vrrp {
namespace {

// Version 3 learns the master's interval; version 2 never does (RFC 3768 §6.1).
net::Duration learn(net::Duration interval, const Step& step) {
    if (step.settings.version == Version::v2) return step.own_interval();
    return clamp_interval(interval, step.own_interval());
}

bool yields_to(const AdvertReceived& advert, const MachineSettings& ours) {
    const bool preempts = ours.preempt || ours.priority.is_owner();  // an owner always does (RFC 9568 §6.1)
    return !preempts || advert.priority >= ours.priority;
}

bool is_current_master(const Backup& state, const net::IpAddress& source) {
    return source == (state.master ? state.master : state.weaker_master);
}

// The master leaves in order: wait only long enough for the strongest backup to be first.
Situation on_resignation(Backup state, const AdvertReceived& advert, Step& step) {
    if (!is_current_master(state, advert.source)) {
        step.act(IgnoredResignation{});
        return state;
    }
    state.resigned = true;
    state.since = step.now;
    state.master_down = step.now + skew_time(step.settings.version, step.settings.priority, state.master_interval);
    return state;
}

Reason reason_to_take_over(const Backup& state) {
    if (state.resigned) return Reason::resigned;
    return state.weaker_master ? Reason::preempting : Reason::silence;
}

}  // namespace

Backup wait_for_adverts(const Step& step) {
    return {.master_down = step.now + step.down_interval(step.own_interval()),
            .master_interval = step.own_interval(),
            .since = step.now};
}

Backup follow(const AdvertReceived& advert, const Step& step) {
    const net::Duration interval = learn(advert.interval, step);
    return {.master_down = step.now + step.down_interval(interval),
            .master_interval = interval,
            .master = advert.source,
            .since = step.now};
}

Situation on(Backup, const Shutdown&, Step& step) {
    step.act(Entered{State::backup, State::initialize, Reason::shutdown});
    return Initialize{};
}

Situation on(Backup state, const AdvertReceived& advert, Step& step) {
    if (advert.priority.is_leaving()) return on_resignation(state, advert, step);
    if (yields_to(advert, step.settings)) return follow(advert, step);
    state.weaker_master = advert.source;  // our timer keeps running (P115)
    return state;
}

Situation on(Backup state, const DeadlineReached&, Step& step) {
    if (step.now < state.master_down) return state;
    return become_master(State::backup, reason_to_take_over(state), step);
}

Situation on(Backup state, const HoldBackup& gate, Step&) {
    state.held_until = gate.until;
    state.master_down = std::max(state.master_down, gate.until);
    return state;
}

// The time waited so far counts (P86), but a resigned master's skew is not started over.
Situation on(Backup state, const SettingsChanged&, Step& step) {
    state.master_interval = state.master ? learn(state.master_interval, step) : step.own_interval();
    if (state.resigned) return state;
    state.master_down = std::max(state.since + step.down_interval(state.master_interval), state.held_until);
    return state;
}

}  // namespace holdfast::vrrp
