// The names that /etc/iproute2 gives to routing tables and scopes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::io {

std::optional<std::uint32_t> table_called(const std::string& name);
std::optional<std::uint8_t> scope_called(const std::string& name);

}  // namespace holdfast::io
