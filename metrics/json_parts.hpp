// The pieces that the JSON documents are put together from.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

using Json = nlohmann::ordered_json;

// The text with everything that is not UTF-8 replaced by U+FFFD.
std::string utf8(const std::string& text);

Json instance_json(const Snapshot& snapshot, const engine::InstanceStatus& instance);
Json counters_json(const engine::Counters& counters);
// Null while the detector has no word on the instance.
Json verdict_json(const Snapshot& snapshot, const std::string& instance);
Json groups_json(const Snapshot& snapshot);
Json checks_json(const Snapshot& snapshot);
Json fence_json(const FenceStatus& fence);
Json hello_json(const Snapshot& snapshot);
Json notify_json(const notify::Status& status);

}  // namespace holdfast::metrics
