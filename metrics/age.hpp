// How far back a query looks.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace holdfast::metrics {

// "90", "90s", "10m", "2h", "7d"; none for anything else, and for more than a hundred years.
std::optional<std::chrono::seconds> parse_age(std::string_view text);

}  // namespace holdfast::metrics
