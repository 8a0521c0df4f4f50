// The table of transitions: one overload of on() for each state and each event, so that a pair left out does not
// compile. What a state does is in the file of its name: initialize.cpp, backup.cpp, master.cpp.
#pragma once

#include <concepts>
#include <vector>

#include "daemon/vrrp/machine.hpp"
#include "daemon/vrrp/timing.hpp"

namespace holdfast::vrrp {

// One event's turn: what is known, and the actions so far.
struct Step {
    const MachineSettings& settings;
    const net::IpAddress& primary;
    net::Instant now;
    std::vector<Machine::Action> actions;

    void act(auto... order) { (actions.emplace_back(order), ...); }
    net::Duration own_interval() const { return settings.advert_interval; }
    net::Duration down_interval(net::Duration interval) const {
        return master_down_interval(settings.version, settings.priority, interval);
    }
};

template <class Event, class... Events>
concept one_of = (std::same_as<Event, Events> || ...);

Situation on(Initialize state, const Startup& event, Step& step);
Situation on(Initialize state,
             const one_of<Shutdown, AdvertReceived, DeadlineReached, HoldBackup, ReceptionLost, SettingsChanged,
                          PrimaryChanged, TakeOver, StepDown> auto&,
             Step&) {
    return state;  // P102: a packet may still be queued when the router has left
}

Situation on(Backup state, const Shutdown& event, Step& step);
Situation on(Backup state, const AdvertReceived& event, Step& step);
Situation on(Backup state, const DeadlineReached& event, Step& step);
Situation on(Backup state, const HoldBackup& event, Step& step);
Situation on(Backup state, const ReceptionLost& event, Step& step);
Situation on(Backup state, const SettingsChanged& event, Step& step);
Situation on(Backup state, const TakeOver& event, Step& step);
Situation on(Backup state, const one_of<Startup, PrimaryChanged, StepDown> auto&, Step&) {
    return state;
}

Situation on(Master state, const Shutdown& event, Step& step);
Situation on(Master state, const AdvertReceived& event, Step& step);
Situation on(Master state, const DeadlineReached& event, Step& step);
Situation on(Master state, const SettingsChanged& event, Step& step);
Situation on(Master state, const StepDown& event, Step& step);
Situation on(Master state, const one_of<Startup, HoldBackup, ReceptionLost, PrimaryChanged, TakeOver> auto&, Step&) {
    return state;
}

// The ways into a state that several transitions share.
Backup wait_for_adverts(const Step& step);
Backup follow(const AdvertReceived& advert, net::Instant heard, const Step& step);
Master become_master(State from, Reason reason, Step& step);

// A weaker master speaks, and has been left alone for long enough.
bool may_preempt(const Backup& state, const MachineSettings& settings, net::Instant now);

}  // namespace holdfast::vrrp
