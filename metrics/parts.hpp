// The families by subject, handed out one at a time: a scrape of 255 instances never holds the whole catalogue.
#pragma once

#include <functional>
#include <string_view>

#include "metrics/options.hpp"
#include "metrics/series.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

using Sink = std::function<void(prometheus::MetricFamily)>;

void daemon_families(const Snapshot& snapshot, const Sink& sink);
void state_families(const Snapshot& snapshot, const Sink& sink);
void advert_families(const Snapshot& snapshot, const Sink& sink);
void discard_families(const Snapshot& snapshot, const Sink& sink);
void timing_families(const Snapshot& snapshot, const Sink& sink);
void address_families(const Snapshot& snapshot, const Sink& sink);
void verdict_families(const Snapshot& snapshot, const Sink& sink);
void gateway_families(const Snapshot& snapshot, const Sink& sink);
void hello_families(const Snapshot& snapshot, const Sink& sink);
void fence_families(const Snapshot& snapshot, const Sink& sink);
void check_families(const Snapshot& snapshot, const Sink& sink);
void notify_families(const Snapshot& snapshot, const Sink& sink);

// What their text takes, about: room for it is made once.
inline std::size_t usual_size(const Snapshot& snapshot) {
    return 32'768 + 7'000 * snapshot.status->instances.size();
}

// All of them.
void each_family(const Snapshot& snapshot, const Sink& sink);
// And those of the process, and those that the options ask for: what a scraper gets.
void each_offered_family(const Snapshot& snapshot, const Options& options, const Sink& sink);

}  // namespace holdfast::metrics
