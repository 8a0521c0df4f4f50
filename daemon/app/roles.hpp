// What the detector is told of our own instances.
#pragma once

#include <vector>

#include "daemon/app/decisions.hpp"
#include "daemon/app/stalls.hpp"
#include "daemon/engine/status.hpp"
#include "detector/role.hpp"

namespace holdfast::app {

// Of stalls, each instance is told the last that was longer than half its master-down interval.
std::vector<detector::OwnRole> roles_of(const engine::Status& status, const Pins& pins, const Stalls& stalls);

}  // namespace holdfast::app
