#include "metrics/families.hpp"

#include <utility>

#include "metrics/keepalived_families.hpp"
#include "metrics/parts.hpp"
#include "metrics/process_families.hpp"

namespace holdfast::metrics {

void each_family(const Snapshot& snapshot, const Sink& sink) {
    daemon_families(snapshot, sink);
    state_families(snapshot, sink);
    advert_families(snapshot, sink);
    discard_families(snapshot, sink);
    timing_families(snapshot, sink);
    address_families(snapshot, sink);
    verdict_families(snapshot, sink);
    gateway_families(snapshot, sink);
    hello_families(snapshot, sink);
    fence_families(snapshot, sink);
    check_families(snapshot, sink);
    notify_families(snapshot, sink);
}

void each_offered_family(const Snapshot& snapshot, const Options& options, const Sink& sink) {
    each_family(snapshot, sink);
    for (auto& family : process_families()) sink(std::move(family));
    if (options.keepalived_exporter_names) keepalived_families(snapshot, sink);
}

std::vector<prometheus::MetricFamily> families(const Snapshot& snapshot) {
    Families all;
    each_family(snapshot, [&](prometheus::MetricFamily family) { all.push_back(std::move(family)); });
    return all;
}

}  // namespace holdfast::metrics
