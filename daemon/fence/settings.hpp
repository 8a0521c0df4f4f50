// [fence]: what is done to take this node out of service, and when it may return.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/time.hpp"

namespace holdfast::fence {

// Tried in the configured order until the addresses are gone and every step before has succeeded.
enum class Escalation : std::uint8_t { block, link_down, watchdog, reboot };
std::string_view label(Escalation step);  // "block" | "link-down" | "watchdog" | "reboot"

struct Settings {
    std::vector<std::string> command;  // argv; empty: none
    net::Duration timeout = std::chrono::seconds{10};
    std::string watchdog;  // a device, fed by the guard; empty: none
    int max_per_hour = 3;
    std::vector<Escalation> escalate;
    std::optional<net::Duration> release;  // clean for so long; none: by hand alone
    bool operator==(const Settings&) const = default;
};

}  // namespace holdfast::fence
