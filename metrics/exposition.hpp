// The families as the text that Prometheus reads, format 0.0.4.
#pragma once

#include <string>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string exposition(const Snapshot& snapshot);
// The same text as gzip; the whole of it is never in memory.
std::string packed_exposition(const Snapshot& snapshot);

}  // namespace holdfast::metrics
