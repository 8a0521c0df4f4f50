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
    static constexpr std::array<std::pair<InstanceState, std::string_view>, 12> transitions{{
        {init, "shutdown"},
        {backup, "startup"},
        {backup, "preempted"},
        {backup, "stalled"},
        {backup, "yielded"},
        {master, "silence"},
        {master, "resigned"},
        {master, "preempting"},
        {master, "owner"},
        {master, "resumed"},
        {fault, "precondition"},
        {fenced, "fenced"},
    }};
    return transitions;
}

}  // namespace holdfast::engine
