// What the engine tells its guard: "when I have said nothing for this router for so long, delete these".
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/routing.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::guard {

// A router's place in the shared page.
using Slot = std::uint32_t;
constexpr Slot slot_count = 4096;

struct GuardedAddress {
    net::InterfaceIndex interface{};
    net::Prefix prefix;
    bool operator==(const GuardedAddress&) const = default;
};

struct Promise {
    Slot slot = 0;
    net::Duration silence_limit{};
    std::vector<GuardedAddress> addresses;  // all of the slot's, replacing those before
    std::vector<net::Routing> routing{};
    bool is_empty() const { return addresses.empty() && routing.empty(); }  // released
    bool operator==(const Promise&) const = default;
};

}  // namespace holdfast::guard
