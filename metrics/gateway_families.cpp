// What the detector's pings say of the gateways.
#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

Labels of(const detector::TargetReport& gateway) {
    return {{"gateway", to_string(gateway.address)}};
}

Labels of(const detector::TargetReport& gateway, std::string result) {
    return {{"gateway", to_string(gateway.address)}, {"result", std::move(result)}};
}

}  // namespace

void gateway_families(const Snapshot& snapshot, const Sink& sink) {
    auto up = gauge("holdfast_gateway_up", "Whether the gateway answers.");
    auto rtt = histogram("holdfast_gateway_rtt_seconds", "Round-trip time of answered probes.");
    auto probes = counter("holdfast_gateway_probes_total", "Probes of the gateway, answered and lost.");
    for (const auto& gateway : snapshot.report->gateways) {
        add(up, of(gateway), gateway.up);
        add(rtt, of(gateway), gateway.rtt);
        add(probes, of(gateway, "answered"), gateway.answered);
        add(probes, of(gateway, "lost"), gateway.lost);
    }
    sink(std::move(up));
    sink(std::move(rtt));
    sink(std::move(probes));
}

}  // namespace holdfast::metrics
