// The kernel's messages about interfaces, addresses and routes as values.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "daemon/net/link.hpp"
#include "daemon/net/routing.hpp"

struct nl_msg;

namespace holdfast::io {

struct StandingAddress;

// None when the message is not about a link as such: bridges and IPv6 tell of their own halves of it, too.
std::optional<net::Link> parse_link(nl_msg& message);
std::optional<net::LinkAddress> parse_address(nl_msg& message);
std::optional<StandingAddress> parse_standing_address(nl_msg& message);

// A route or a rule with our mark.
std::optional<net::Routing> parse_our_routing(nl_msg& message);

using Gateway = std::pair<net::InterfaceIndex, net::IpAddress>;
// The next hops, when it is a default route of the main table.
std::vector<Gateway> parse_default_route(nl_msg& message);

}  // namespace holdfast::io
