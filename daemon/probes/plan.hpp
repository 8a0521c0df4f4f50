// What is to be checked, and what of it the runner must be told.
#pragma once

#include <string>
#include <vector>

#include "daemon/checks/settings.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::probes {

struct Plan {
    checks::Settings checks;
    std::string script_user;  // of scripts that name none; "": root
    bool operator==(const Plan&) const = default;
};

// The commands of its scripts, in their order: what steward and engine both make of one configuration.
std::vector<runner::Command> commands_of(const Plan& plan);

}  // namespace holdfast::probes
