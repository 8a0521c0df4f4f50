// The families as the text that Prometheus reads, format 0.0.4.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

using TakeText = std::function<void(std::string_view)>;

// Gives the text to `take`, family by family: the whole of it need never be in memory.
void exposition(const Snapshot& snapshot, const Options& options, const TakeText& take);

std::string exposition(const Snapshot& snapshot, const Options& options = {});

}  // namespace holdfast::metrics
