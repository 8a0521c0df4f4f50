// Addresses that cannot be removed are cut off: nftables drops what comes for them and from them, ARP and neighbour
// discovery included, on every interface. One set of tables for each instance, until it is released.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/guard/crew.hpp"

namespace holdfast::guard {

Task block_task(const fence::Order& order);
Task unblock_task(const std::string& instance);  // of order 0; also where nothing is blocked
// Unblocks whatever the latch does not hold, by whomever it was blocked.
Task sweep_task(const fence::Latch& latch);
inline constexpr std::uint64_t sweep_order = ~std::uint64_t{0};

// What nft reads.
std::string block_rules(const fence::Order& order);
std::string unblock_rules(const std::string& instance);

}  // namespace holdfast::guard
