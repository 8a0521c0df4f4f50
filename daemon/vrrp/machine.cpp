#include "daemon/vrrp/machine.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "daemon/vrrp/transitions.hpp"

namespace holdfast::vrrp {

static_assert(net::SansIo<Machine>);

std::string_view label(State state) {
    switch (state) {
        case State::initialize:
            return "init";
        case State::backup:
            return "backup";
        case State::master:
            return "master";
    }
    return "";
}

std::string_view label(Reason reason) {
    switch (reason) {
        case Reason::startup:
            return "startup";
        case Reason::shutdown:
            return "shutdown";
        case Reason::silence:
            return "silence";
        case Reason::resigned:
            return "resigned";
        case Reason::preempted:
            return "preempted";
        case Reason::preempting:
            return "preempting";
        case Reason::owner:
            return "owner";
        case Reason::resumed:
            return "resumed";
        case Reason::stalled:
            return "stalled";
        case Reason::group:
            return "group";
    }
    return "";
}

net::Duration clamp_interval(net::Duration learned, net::Duration own) {
    return std::clamp(learned, own / 4, own * 3);
}

std::vector<Machine::Action> Machine::handle(const Event& event, net::Instant now) {
    if (const auto* changed = std::get_if<SettingsChanged>(&event)) settings_ = changed->settings;
    if (const auto* changed = std::get_if<PrimaryChanged>(&event)) primary_ = changed->primary;

    Step step{settings_, primary_, now, {}};
    const auto transition = [&](const auto& state, const auto& happened) { return on(state, happened, step); };
    situation_ = std::visit(transition, situation_, event);
    return std::move(step.actions);
}

std::optional<net::Instant> Machine::deadline() const {
    if (const auto* backup = std::get_if<Backup>(&situation_)) {
        return backup->ready ? std::nullopt : std::optional{backup->master_down};
    }
    if (const auto* master = std::get_if<Master>(&situation_)) return master->next_advert;
    return std::nullopt;
}

State Machine::state() const {
    static_assert(std::is_same_v<Situation, std::variant<Initialize, Backup, Master>>, "in the order of State");
    return static_cast<State>(situation_.index());
}

bool Machine::due() const {
    const auto* backup = std::get_if<Backup>(&situation_);
    if (backup == nullptr) return false;
    return backup->ready || (settings_.priority.is_owner() && !backup->master);  // of two owners, one has won
}

bool Machine::ready(net::Instant now) const {
    const auto* backup = std::get_if<Backup>(&situation_);
    return due() || (backup != nullptr && may_preempt(*backup, settings_, now));
}

net::Duration Machine::master_interval() const {
    if (const auto* backup = std::get_if<Backup>(&situation_)) return backup->master_interval;
    return settings_.advert_interval;
}

net::Duration Machine::master_down_interval() const {
    return vrrp::master_down_interval(settings_.version, settings_.priority, master_interval());
}

}  // namespace holdfast::vrrp
