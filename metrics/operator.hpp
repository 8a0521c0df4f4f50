// What the operator decided, and what follows for an instance: in words that JSON, metrics and page share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

detector::Pin pin_of(const Snapshot& snapshot, const std::string& instance);
std::string_view label(detector::Pin pin);                                    // "none" | "hold" | "yield" | "drain"
std::string_view label(const std::optional<engine::Withdrawal>& withdrawal);  // "" | "yielded" | "fenced"

}  // namespace holdfast::metrics
