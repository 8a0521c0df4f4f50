// The families as OpenMetrics 1.0 text. The series are those of the older
// format; state sets have one label more, which the format demands: named as the family, with the state.
#pragma once

#include "metrics/exposition.hpp"

namespace holdfast::metrics {

void openmetrics(const Snapshot& snapshot, const Options& options, const TakeText& take);

}  // namespace holdfast::metrics
