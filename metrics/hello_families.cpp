// The channel between the nodes.
#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

Labels of(const detector::NeighbourReport& neighbour) {
    return {{"peer", to_string(neighbour.address)}, {"channel", "hello"}};
}

// A neighbour that was never heard has no time to show.
prometheus::MetricFamily last_received(const Snapshot& snapshot) {
    auto family =
        gauge("holdfast_hello_last_received_timestamp_seconds", "When the neighbour's last authenticated hello came.");
    for (const auto& neighbour : snapshot.report->neighbours) {
        if (!neighbour.last_received) continue;
        add(family, of(neighbour), unix_seconds(snapshot.to_wall(*neighbour.last_received)));
    }
    return family;
}

prometheus::MetricFamily up(const Snapshot& snapshot) {
    auto family = gauge("holdfast_hello_up", "Whether the neighbour's hellos come.");
    for (const auto& neighbour : snapshot.report->neighbours) add(family, of(neighbour), neighbour.heard);
    return family;
}

prometheus::MetricFamily messages(const detector::HelloCounters& hello) {
    auto family =
        counter("holdfast_hello_messages_total", "Hellos sent, received and accepted, and refused by reason.");
    add(family, {{"result", "sent"}}, hello.sent);
    add(family, {{"result", "received"}}, hello.received);
    add(family, {{"result", "forged"}}, hello.forged);
    add(family, {{"result", "replayed"}}, hello.replayed);
    add(family, {{"result", "malformed"}}, hello.malformed);
    return family;
}

}  // namespace

void hello_families(const Snapshot& snapshot, const Sink& sink) {
    sink(last_received(snapshot));
    sink(up(snapshot));
    sink(messages(snapshot.report->hello));
}

}  // namespace holdfast::metrics
