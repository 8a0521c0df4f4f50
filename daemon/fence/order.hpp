// The engine's word to the guard: take this instance out of service; and the guard's on how that goes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::fence {

struct Order {
    std::uint64_t id = 0;
    std::string instance;
    std::string verdict;
    std::string reason;
    std::string details;  // JSON for the script's stdin
    std::vector<std::pair<std::string, std::string>> environment;
    std::vector<std::pair<net::InterfaceIndex, net::Prefix>> addresses;  // that must be gone
    bool operator==(const Order&) const = default;
};

enum class Step : std::uint8_t { remove, persist, command, verify, block, link_down, watchdog, reboot };
std::string_view label(Step step);

struct Progress {
    std::uint64_t order = 0;
    Step step{};
    bool succeeded = false;
    std::string what;      // "exit code 3", "killed after 10 s", the first 4 KiB of its output
    net::Duration took{};  // since the order
    bool last = false;     // the fence is complete
    bool operator==(const Progress&) const = default;
};

}  // namespace holdfast::fence
