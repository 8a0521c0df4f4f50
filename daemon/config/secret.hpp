// Passwords and keys: written in the configuration, or kept in a file of their own.
#pragma once

#include <string>

#include "daemon/config/values.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::config {

// "1111", or "file:/path" whose first line it is. Warns when others on this host can read it.
Reader<std::string> secret();
// At least 16 bytes.
Reader<std::string> key();
// 1 to 8 bytes (RFC 2338 §5.3.6).
Reader<vrrp::Password> password();

}  // namespace holdfast::config
