// The scripts of the settings in the order in which the runner is told them, and the place of each.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "daemon/notify/settings.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::post {

struct Plan {
    std::vector<runner::Command> commands;
    runner::Generation generation = 0;  // of those
    std::map<std::pair<notify::Key, notify::Slot>, std::uint32_t> places;
};
// What steward and engine both make of one configuration.
Plan plan_of(const notify::Settings& settings);

}  // namespace holdfast::post
