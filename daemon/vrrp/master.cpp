// RFC 9568 §6.4.3.
#include <algorithm>

#include "daemon/vrrp/transitions.hpp"

namespace holdfast::vrrp {
namespace {

constexpr net::Duration shortest_answer_gap = std::chrono::milliseconds{10};

// We said nothing for so long that another may rightly have taken over.
bool overslept(const Master& state, const Step& step) {
    return step.now > state.next_advert + step.down_interval(step.own_interval()) / 2;
}

void speak(Master& state, Step& step) {
    step.act(SendAdvert{step.settings.priority});
    state.said = state.stands_by = step.settings.priority;
}

// The greater primary address breaks a tie, unsigned and in network byte order (P123). A priority that was lowered does
// not count at once: whoever lost to the old one has stepped down, and its last word must not make us do so, too.
bool wins(const AdvertReceived& advert, const Master& state, const Step& step) {
    const Priority ours = std::max(state.stands_by, step.settings.priority);
    if (advert.priority != ours) return advert.priority > ours;
    return advert.source > step.primary;
}

// The loser speaks once more: the winner may have heard nothing of it yet, and must know to announce again, else the
// neighbours that believed the loser stay with it. Whoever overslept says nothing.
Situation step_down(Reason reason, const AdvertReceived& advert, Step& step) {
    if (reason == Reason::preempted) step.act(SendAdvert{step.settings.priority});
    step.act(ReleaseAddresses{}, Entered{State::master, State::backup, reason});
    return follow(advert, step.now, step);
}

// Within bounds: what others say, or forge, must not make us storm (P127).
bool answer(Master& state, Step& step) {
    if (step.now < state.next_answer) return false;
    speak(state, step);
    state.next_answer = step.now + std::max(shortest_answer_gap, step.own_interval() / 4);
    return true;
}

// Version 3 tells the loser at once who is master, else two that both believe to win would go on (P125). Version 2
// discards silently (P126).
Situation stand_ground(Master state, Step& step) {
    if (step.settings.version == Version::v3) answer(state, step);
    step.act(RivalHeard{});
    return state;
}

}  // namespace

// The advert first, so that the old master withdraws (P134). Whoever resumes announces, too: while it was away, another
// may have been master and gone.
Master become_master(State from, Reason reason, Step& step) {
    step.act(SendAdvert{step.settings.priority}, HoldAddresses{}, Announce{}, Entered{from, State::master, reason});
    return {.next_advert = step.now + step.own_interval() - step.settings.phase,
            .next_answer = step.now,
            .said = step.settings.priority,
            .stands_by = step.settings.priority};
}

Situation on(Master, const Shutdown&, Step& step) {
    step.act(SendAdvert{leaving}, ReleaseAddresses{}, Entered{State::master, State::initialize, Reason::shutdown});
    return Initialize{};
}

// Whoever resigns was master, too, and neighbours may still believe it: a member of a group leaves without a contest.
Situation on(Master state, const AdvertReceived& advert, Step& step) {
    if (advert.priority.is_leaving()) {
        if (answer(state, step)) state.next_advert = step.now + step.own_interval();
        step.act(RivalHeard{});
        return state;
    }
    if (overslept(state, step)) return step_down(Reason::stalled, advert, step);
    if (wins(advert, state, step)) return step_down(Reason::preempted, advert, step);
    if (advert.source == step.primary) return state;  // an echo: to answer it would raise the next (P129)
    return stand_ground(state, step);
}

// Adverts keep their rhythm, but what was missed is not made up for in a burst.
Situation on(Master state, const DeadlineReached&, Step& step) {
    if (step.now < state.next_advert) return state;
    speak(state, step);
    state.next_advert += step.own_interval();
    if (state.next_advert <= step.now) state.next_advert = step.now + step.own_interval();
    return state;
}

Situation on(Master, const StepDown&, Step& step) {
    step.act(SendAdvert{leaving}, ReleaseAddresses{}, Entered{State::master, State::backup, Reason::group});
    return wait_for_adverts(step);
}

// New settings show in the next advert, but a lower priority at once: a backup that is stronger now takes over by
// itself (P131). A shorter interval begins at once: peers that were told of it wait no longer than three of them.
Situation on(Master state, const SettingsChanged&, Step& step) {
    if (step.settings.priority < state.said) {
        step.act(SendAdvert{step.settings.priority});
        state.said = step.settings.priority;
    }
    if (state.next_advert > step.now + step.own_interval()) state.next_advert = step.now;
    return state;
}

}  // namespace holdfast::vrrp
