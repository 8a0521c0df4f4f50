// The words between the engine, the steward and the runner, which are always of one version.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "daemon/net/bytes.hpp"
#include "daemon/runner/order.hpp"

namespace holdfast::runner {

net::Bytes encode(std::span<const Command> commands);
std::optional<std::vector<Command>> decode_commands(net::ByteView message);

// Those of one moment go in one message, one behind the other.
using Order = std::variant<Run, Kill>;
net::Bytes encode(const Order& order);
std::optional<std::vector<Order>> decode_orders(net::ByteView message);

net::Bytes encode(const Ended& ended);
std::optional<std::vector<Ended>> decode_ends(net::ByteView message);

}  // namespace holdfast::runner
