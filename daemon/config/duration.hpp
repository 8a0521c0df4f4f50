// Durations as people write them: "100ms", "1.5s", "5m".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/net/time.hpp"

namespace holdfast::config {

// A number with an optional fraction and one of the units ms, s, m, h; nothing else.
std::optional<net::Duration> parse_duration(std::string_view text);
// In the largest unit that leaves a short number: "1.5s", "10ms", "5m".
std::string to_text(net::Duration duration);

}  // namespace holdfast::config
