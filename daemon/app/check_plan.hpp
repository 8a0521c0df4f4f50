// The checks of a configuration, as steward and engine both understand them.
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/probes/plan.hpp"

namespace holdfast::app {

inline probes::Plan plan_of(const config::Config& config) {
    return {config.checks, config.node.script_user.value_or(config::default_script_user)};
}

}  // namespace holdfast::app
