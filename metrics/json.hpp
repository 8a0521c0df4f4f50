// A Snapshot as the JSON of /api/v1 and of `holdfast status|events --json`. schema_version 1.
// Every string in it is valid UTF-8, whatever came from the network, so that dump() does not throw.
#pragma once

#include <cstdint>

#include <nlohmann/json.hpp>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

nlohmann::ordered_json status_json(const Snapshot& snapshot);
// Events not older than `since` and with an id above `after`.
nlohmann::ordered_json events_json(const Snapshot& snapshot, WallTime since, std::uint64_t after = 0);

}  // namespace holdfast::metrics
