// What the guard's messages are made of besides daemon/net/parts.hpp. After a read that fails none is returned.
#pragma once

#include <optional>

#include "daemon/guard/promise.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/net/parts.hpp"

namespace holdfast::guard {

void put_address(net::Writer& writer, net::InterfaceIndex interface, const net::Prefix& prefix);
std::optional<GuardedAddress> take_address(net::Reader& reader);

}  // namespace holdfast::guard
