// An address with a port, as sockets want it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/config/values.hpp"
#include "detector/settings.hpp"

namespace holdfast::config {

// 1 to 65535, digits only.
std::optional<std::uint16_t> port_number(std::string_view digits);
// "10.0.0.1:10112" or "[2001:db8::1]:10112", of one machine and without a zone.
Reader<detector::Endpoint> endpoint();
std::string to_text(const detector::Endpoint& endpoint);

}  // namespace holdfast::config
