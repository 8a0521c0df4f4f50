// What our own daemon does, as told to the detector: it never asks the engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::detector {

enum class Role : std::uint8_t { absent, backup, master };  // absent: init, fault

// The operator's decision, until it is cleared. Drained: away for maintenance, after an orderly hand-over.
enum class Pin : std::uint8_t { none, hold, yield, drain };

struct OwnRole {
    std::string instance;
    Role role = Role::absent;
    net::Instant since;
    vrrp::Priority priority;  // effective
    net::Duration master_down_interval{};
    bool withdrawn = false;  // yielded or fenced: `role` is backup, and it will not take over
    Pin pin = Pin::none;
    net::IpAddress primary;               // our source address; the unspecified one: none
    bool addresses_present = false;       // the kernel has all of them
    std::vector<net::IpAddress> stray;    // virtual addresses that this host has although it is not master
    std::uint64_t transmit_failures = 0;  // since the start
    net::Instant stalled_at;              // when the engine last found itself stopped or starved …
    net::Duration stalled_for{};          // … and for how long past its deadline; 0: never
    bool operator==(const OwnRole&) const = default;
};

}  // namespace holdfast::detector
