// What a script is told: arguments as keepalived's scripts expect them, and more in the environment.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemon/notify/happening.hpp"
#include "daemon/notify/picture.hpp"

namespace holdfast::notify {

struct Call {
    Slot slot{};
    std::vector<std::string> arguments{};  // beyond those that are configured
    std::vector<std::pair<std::string, std::string>> environment{};
    bool operator==(const Call&) const = default;
};

// Those of the party's scripts that the happening is for, in their order. `standing`: after it.
std::vector<Call> calls(const Party& party, const Happening& happening, const Situation& standing);

}  // namespace holdfast::notify
