#include "daemon/app/roles.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::app {
namespace {

detector::Role role_of(const engine::InstanceStatus& instance) {
    using enum engine::InstanceState;
    switch (instance.state) {
        case init:
        case fault:
            return detector::Role::absent;
        case backup:
        case fenced:
            return detector::Role::backup;
        case master:  // being fenced, it serves no longer
            return instance.withdrawn ? detector::Role::backup : detector::Role::master;
    }
    std::unreachable();
}

detector::OwnRole own_role(const engine::InstanceStatus& instance, const Pins& pins, const Stalls& stalls) {
    detector::OwnRole role;
    role.instance = instance.settings.name;
    role.role = role_of(instance);
    role.since = instance.since;
    role.priority = instance.effective_priority;
    role.master_down_interval = instance.master_down_interval;
    role.withdrawn = instance.withdrawn.has_value();
    if (const auto pin = pins.find(role.instance); pin != pins.end()) role.pin = pin->second;
    if (instance.primary) role.primary = *instance.primary;
    role.addresses_present = std::ranges::all_of(instance.addresses, &engine::AddressStatus::present);
    role.stray = instance.stray;
    role.transmit_failures = instance.counters.transmit_failures;
    const Stall stall = stalls.last_longer_than(instance.master_down_interval / 2);
    role.stalled_at = stall.at;
    role.stalled_for = stall.length;
    return role;
}

}  // namespace

std::vector<detector::OwnRole> roles_of(const engine::Status& status, const Pins& pins, const Stalls& stalls) {
    std::vector<detector::OwnRole> roles;
    roles.reserve(status.instances.size());
    for (const engine::InstanceStatus& instance : status.instances) roles.push_back(own_role(instance, pins, stalls));
    return roles;
}

}  // namespace holdfast::app
