// Routes and rules, as parts of a message.
#pragma once

#include <optional>

#include "daemon/net/bytes.hpp"
#include "daemon/net/routing.hpp"

namespace holdfast::guard {

void put_routing(net::Writer& writer, const net::Routing& entry);
// None: it is damaged.
std::optional<net::Routing> take_routing(net::Reader& reader);

}  // namespace holdfast::guard
