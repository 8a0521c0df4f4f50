// The standard process_* metrics of this process, from /proc/self. Not pure: read at the moment of the call.
#pragma once

#include "metrics/series.hpp"

namespace holdfast::metrics {

// A value that cannot be read is left out.
Families process_families();

}  // namespace holdfast::metrics
