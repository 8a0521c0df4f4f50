// What an instance holds: addresses with what is special about them, routes, rules.
#pragma once

#include <map>

#include "daemon/config/table_reader.hpp"
#include "daemon/engine/settings.hpp"

namespace holdfast::config {

using Placements = std::map<net::IpAddress, engine::Placement>;

// "192.0.2.10/24", or a table with the same under `address`; what is special about it goes into `placements`.
Reader<net::Prefix> held_address(Placements& placements);
Reader<engine::RouteSettings> route();
Reader<net::Rule> rule();

}  // namespace holdfast::config
