// The task that runs the configured command for an order.
#pragma once

#include "daemon/fence/order.hpp"
#include "daemon/guard/crew.hpp"
#include "daemon/guard/equipment.hpp"

namespace holdfast::guard {

// With the order's details as its input, and as environment a PATH and the order's HOLDFAST_ variables and no others.
// One at a time for an instance.
Task command_task(const fence::Order& order, const Equipment& equipment);

}  // namespace holdfast::guard
