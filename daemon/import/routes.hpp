// virtual_routes and virtual_rules.
#pragma once

#include "daemon/import/translation.hpp"

namespace holdfast::import {

void translate_routes(Block& block, Table& into, const std::string& interface, Report& report);

}  // namespace holdfast::import
