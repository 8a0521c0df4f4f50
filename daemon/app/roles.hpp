// What the detector is told of our own instances.
#pragma once

#include <vector>

#include "daemon/app/decisions.hpp"
#include "daemon/engine/status.hpp"
#include "detector/role.hpp"

namespace holdfast::app {

struct Stall {  // a turn that came late
    net::Instant at;
    net::Duration length{};
};

std::vector<detector::OwnRole> roles_of(const engine::Status& status, const Pins& pins, const Stall& stall);

}  // namespace holdfast::app
