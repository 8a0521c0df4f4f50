// The metrics of the common keepalived exporter, by its names and labels, so that dashboards made for it go on working.
#pragma once

#include "metrics/parts.hpp"

namespace holdfast::metrics {

void keepalived_families(const Snapshot& snapshot, const Sink& sink);

}  // namespace holdfast::metrics
