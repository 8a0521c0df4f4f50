// The status page's table of what concerns the whole node: the fence and the other nodes.
#pragma once

#include <string>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string page_facts(const Snapshot& snapshot);

}  // namespace holdfast::metrics
