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
    if (state.master) return source == *state.master;
    return state.weaker && source == state.weaker->last.source;
}

// The master leaves in order: wait only long enough for the strongest backup to be first.
Situation on_resignation(Backup state, const AdvertReceived& advert, Step& step) {
    if (!is_current_master(state, advert.source)) {
        step.act(IgnoredResignation{});
        return state;
    }
    state.resigned = true;
    state.ready = false;
    state.since = step.now;
    state.master_down = step.now + skew_time(step.settings.version, step.settings.priority, state.master_interval);
    return state;
}

// Silence proves nothing where adverts may have been lost: it is waited for anew. Once, so that a flood cannot hold off
// a take-over for ever; whoever resigned has said so.
bool is_excused(const Backup& state) {
    return state.lossy && !state.excused && !state.resigned;
}

// An owner does not wait.
net::Duration delay_of(const MachineSettings& settings) {
    return settings.priority.is_owner() ? net::Duration{} : settings.preempt_delay;
}

net::Instant end_of_delay(const Weaker& weaker, const MachineSettings& settings) {
    return std::max(weaker.since + delay_of(settings), weaker.due);
}

// While it is left alone its silence counts as any master's.
bool leaves_alone(const Backup& state, const Step& step) {
    return state.weaker && delay_of(step.settings) > net::Duration{} &&
           step.now < end_of_delay(*state.weaker, step.settings);
}

Reason reason_to_take_over(const Backup& state, const Step& step) {
    if (state.resigned) return Reason::resigned;
    return state.weaker && !leaves_alone(state, step) ? Reason::preempting : Reason::silence;
}

// Without a delay our timer keeps running (P115).
Situation on_weaker(Backup state, const AdvertReceived& advert, Step& step) {
    const Weaker before = state.weaker.value_or(Weaker{{}, {}, step.now, state.master_down});
    state.weaker = Weaker{advert, step.now, before.since, before.due};
    if (!leaves_alone(state, step)) return state;
    Backup next = follow(advert, step.now, step);
    next.weaker = state.weaker;
    next.master_down = std::min(next.master_down, end_of_delay(*next.weaker, step.settings));
    return next;
}

}  // namespace

bool may_preempt(const Backup& state, const MachineSettings& settings, net::Instant now) {
    return state.weaker && now >= state.weaker->since + delay_of(settings);
}

Backup wait_for_adverts(const Step& step) {
    return {.master_down = step.now + step.down_interval(step.own_interval()),
            .master_interval = step.own_interval(),
            .since = step.now};
}

Backup follow(const AdvertReceived& advert, net::Instant heard, const Step& step) {
    const net::Duration interval = learn(advert.interval, step);
    return {.master_down = heard + step.down_interval(interval),
            .master_interval = interval,
            .master = advert.source,
            .since = heard};
}

Situation on(Backup, const Shutdown&, Step& step) {
    step.act(Entered{State::backup, State::initialize, Reason::shutdown});
    return Initialize{};
}

Situation on(Backup state, const AdvertReceived& advert, Step& step) {
    if (advert.priority.is_leaving()) return on_resignation(state, advert, step);
    if (yields_to(advert, step.settings)) return follow(advert, step.now, step);
    return on_weaker(state, advert, step);
}

Situation on(Backup state, const DeadlineReached&, Step& step) {
    if (state.ready || step.now < state.master_down) return state;
    if (is_excused(state)) {
        state.excused = true;
        state.held_until = state.master_down = step.now + step.down_interval(state.master_interval);
        return state;
    }
    if (!step.settings.together) return become_master(State::backup, reason_to_take_over(state, step), step);
    state.ready = true;
    return state;
}

Situation on(Backup state, const TakeOver&, Step& step) {
    return become_master(State::backup, reason_to_take_over(state, step), step);
}

Situation on(Backup state, const HoldBackup& gate, Step&) {
    state.held_until = gate.until;
    state.master_down = std::max(state.master_down, gate.until);
    return state;
}

Situation on(Backup state, const ReceptionLost&, Step&) {
    state.lossy = true;
    return state;
}

// The time waited so far counts (P86), but a resigned master's skew is not started over. Whoever is not the weaker any
// more is not preempted.
Situation on(Backup state, const SettingsChanged&, Step& step) {
    state.master_interval = state.master ? learn(state.master_interval, step) : step.own_interval();
    state.ready = state.ready && step.settings.together;
    if (state.resigned) return state;
    if (state.weaker && yields_to(state.weaker->last, step.settings))
        return follow(state.weaker->last, state.weaker->heard, step);
    state.master_down = state.since + step.down_interval(state.master_interval);
    if (state.weaker) state.master_down = std::min(state.master_down, end_of_delay(*state.weaker, step.settings));
    state.master_down = std::max(state.master_down, state.held_until);
    return state;
}

}  // namespace holdfast::vrrp
