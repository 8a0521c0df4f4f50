// A Snapshot as Prometheus metric families. Pure: the same Snapshot gives the same text.
#pragma once

#include <vector>

#include <prometheus/metric_family.h>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

// All families of DESIGN.md's catalogue but process_*; each series exists from the start.
std::vector<prometheus::MetricFamily> families(const Snapshot& snapshot);

}  // namespace holdfast::metrics
