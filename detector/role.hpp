// What our own daemon does, as told to the detector: it never asks the engine.
#pragma once

#include <string>

#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::detector {

enum class Role : std::uint8_t { absent, backup, master };  // absent: init, fault, fenced

struct OwnRole {
    std::string instance;
    Role role = Role::absent;
    net::Instant since;
    vrrp::Priority priority;  // effective
    net::Duration master_down_interval{};
    bool operator==(const OwnRole&) const = default;
};

}  // namespace holdfast::detector
