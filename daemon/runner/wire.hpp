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

using Order = std::variant<Run, Kill>;
net::Bytes encode(const Order& order);
std::optional<Order> decode_order(net::ByteView message);

net::Bytes encode(const Ended& ended);
std::optional<Ended> decode_ended(net::ByteView message);

}  // namespace holdfast::runner
