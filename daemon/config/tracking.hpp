// What an instance or a group depends on: `tracks` and `track_interfaces`.
#pragma once

#include <set>
#include <string>

#include "daemon/config/table_reader.hpp"
#include "daemon/engine/settings.hpp"

namespace holdfast::config {

// `unweighted`: the tracked checks whose weight was not written.
void read_tracking(TableReader& reader, engine::Tracking& into, std::set<std::string>& unweighted);

}  // namespace holdfast::config
