// The families as the text that Prometheus reads, format 0.0.4.
#pragma once

#include <string>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string exposition(const Snapshot& snapshot, const Options& options = {});

}  // namespace holdfast::metrics
