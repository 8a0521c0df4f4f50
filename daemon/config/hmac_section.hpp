// `hmac` of an instance: keys by number, of which one is sent.
#pragma once

#include <optional>

#include "daemon/config/instance.hpp"

namespace holdfast::config {

void read_hmac(TableReader& reader, std::optional<vrrp::HmacSettings>& into);
// When the interval is known: the window that follows from it, and what cannot go together.
void check_hmac(Draft& draft, Problems& problems);

}  // namespace holdfast::config
