// Wall time as text: RFC 3339, UTC, milliseconds.
#pragma once

#include <string>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string rfc3339(WallTime at);  // "2025-01-31T12:00:00.250Z"

}  // namespace holdfast::metrics
