#include "daemon/engine/words.hpp"

#include <array>
#include <cstdio>

namespace holdfast::engine {

std::string in_seconds(net::Duration duration) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f s", net::seconds(duration));
    return text.data();
}

InstanceState state_of(vrrp::State state) {
    switch (state) {
        case vrrp::State::initialize:
            return InstanceState::init;
        case vrrp::State::backup:
            return InstanceState::backup;
        case vrrp::State::master:
            return InstanceState::master;
    }
    std::unreachable();
}

std::optional<Standing> standing_of(InstanceState state) {
    switch (state) {
        case InstanceState::init:
            return std::nullopt;
        case InstanceState::backup:
            return Standing::backup;
        case InstanceState::master:
            return Standing::master;
        case InstanceState::fault:
            return Standing::fault;
        case InstanceState::fenced:
            return Standing::fenced;
    }
    std::unreachable();
}

std::string_view label(Standing standing) {
    switch (standing) {
        case Standing::backup:
            return "backup";
        case Standing::master:
            return "master";
        case Standing::fault:
            return "fault";
        case Standing::fenced:
            return "fenced";
        case Standing::stopped:
            return "stopped";
    }
    std::unreachable();
}

std::string_view label(Health health) {
    switch (health) {
        case Health::unknown:
            return "unknown";
        case Health::up:
            return "up";
        case Health::down:
            return "down";
    }
    std::unreachable();
}

std::string_view label(Withdrawal kind) {
    switch (kind) {
        case Withdrawal::yielded:
            return "yielded";
        case Withdrawal::fenced:
            return "fenced";
        case Withdrawal::drained:
            return "drained";
    }
    std::unreachable();
}

std::string_view label(InstanceState state) {
    switch (state) {
        case InstanceState::init:
            return "init";
        case InstanceState::backup:
            return "backup";
        case InstanceState::master:
            return "master";
        case InstanceState::fault:
            return "fault";
        case InstanceState::fenced:
            return "fenced";
    }
    std::unreachable();
}

std::span<const std::pair<InstanceState, std::string_view>> possible_transitions() {
    using enum InstanceState;
    static constexpr std::array<std::pair<InstanceState, std::string_view>, 17> transitions{{
        {init, "shutdown"},
        {backup, "startup"},
        {backup, "preempted"},
        {backup, "stalled"},
        {backup, "yielded"},
        {backup, "drained"},
        {backup, "group"},
        {master, "silence"},
        {master, "resigned"},
        {master, "preempting"},
        {master, "owner"},
        {master, "resumed"},
        {fault, "precondition"},
        {fault, "check"},
        {fault, "interface"},
        {fault, "group"},
        {fenced, "fenced"},
    }};
    return transitions;
}

}  // namespace holdfast::engine
