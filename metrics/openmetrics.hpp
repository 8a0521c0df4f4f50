// The families as OpenMetrics 1.0 text. The series are those of the older
// format; state sets have one label more, which the format demands: named as the family, with the state.
#pragma once

#include <string>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string openmetrics(const Snapshot& snapshot, const Options& options = {});

}  // namespace holdfast::metrics
