// The engine's vocabulary for people and labels.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/engine/effect.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::engine {

// "3.609 s"
std::string in_seconds(net::Duration duration);
InstanceState state_of(vrrp::State state);
// What is proclaimed of a state; nothing before the first.
std::optional<Standing> standing_of(InstanceState state);
std::string_view label(Withdrawal kind);
// Every (state entered, reason) that a router can count, so that each series exists from the start.
std::span<const std::pair<InstanceState, std::string_view>> possible_transitions();

}  // namespace holdfast::engine
