// Lookups that JSON, health, page and families share.
#pragma once

#include <string_view>
#include <vector>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

// The detector's report of an instance; null while it has none, or is off.
const detector::InstanceReport* report_of(const Snapshot& snapshot, std::string_view instance);

// The leading verdict and the others that hold.
std::vector<detector::Verdict> conditions_of(const detector::InstanceReport& report);

// A rehearsal: nobody acts upon it.
bool is_drill(const detector::InstanceReport& report);

}  // namespace holdfast::metrics
