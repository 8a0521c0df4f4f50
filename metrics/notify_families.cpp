// What became of what others were told.
#include <algorithm>

#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

Labels with(Labels labels, std::string name, std::string value) {
    labels.push_back({std::move(name), std::move(value)});
    return labels;
}

Labels labels_for(const Snapshot& snapshot, const notify::Key& key) {
    if (key.subject == engine::Subject::group) return {{"group", key.name}};
    const auto& instances = snapshot.status->instances;
    const auto found = std::ranges::find_if(instances, [&](const auto& one) { return one.settings.name == key.name; });
    return found == instances.end() ? Labels{} : labels_of(found->settings);
}

void script_families(const Snapshot& snapshot, const Sink& sink) {
    auto runs = counter("holdfast_notify_runs_total", "Scripts of an instance that were called, by what came of it.");
    auto group_runs = counter("holdfast_notify_group_runs_total", "The same of a group.");
    auto waiting = gauge("holdfast_notify_waiting", "Scripts of an instance that run or wait for their turn.");
    for (const notify::PartyStatus& party : snapshot.notify->parties) {
        const Labels labels = labels_for(snapshot, party.key);
        if (labels.empty()) continue;  // the engine does not know it yet
        const bool is_group = party.key.subject == engine::Subject::group;
        for (const notify::Result result : notify::results) {
            add(is_group ? group_runs : runs, with(labels, "result", std::string{label(result)}),
                party.runs[std::to_underlying(result)]);
        }
        if (!is_group) add(waiting, labels, static_cast<double>(party.waiting));
    }
    for (auto* family : {&runs, &group_runs, &waiting}) sink(std::move(*family));
}

void outlet_families(const Snapshot& snapshot, const Sink& sink) {
    auto messages =
        counter("holdfast_notify_messages_total",
                "Mails, calls of webhooks and pushes of alerts: sent and accepted, tried again, refused for "
                "good, dropped since too many waited or for too long.");
    auto waiting = gauge("holdfast_notify_messages_waiting", "Those that are not sent yet.");
    for (const notify::OutletStatus& one : snapshot.notify->outlets) {
        const Labels labels{{"outlet", one.outlet}, {"target", one.target}};
        add(messages, with(labels, "result", "sent"), one.sent);
        add(messages, with(labels, "result", "retried"), one.retried);
        add(messages, with(labels, "result", "refused"), one.refused);
        add(messages, with(labels, "result", "dropped"), one.dropped);
        add(waiting, labels, static_cast<double>(one.waiting));
    }
    sink(std::move(messages));
    sink(std::move(waiting));
}

void push_family(const Snapshot& snapshot, const Sink& sink) {
    auto pushed = counter("holdfast_alerts_pushed_total", "Pushes of alerts to any Alertmanager, by what came of it.");
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    for (const notify::OutletStatus& one : snapshot.notify->outlets) {
        if (one.outlet != "alertmanager") continue;
        succeeded += one.sent;
        failed += one.retried + one.refused;
    }
    add(pushed, {{"result", "succeeded"}}, succeeded);
    add(pushed, {{"result", "failed"}}, failed);
    sink(std::move(pushed));
}

void stream_families(const Snapshot& snapshot, const Sink& sink) {
    const notify::Status& status = *snapshot.notify;
    auto readers = gauge("holdfast_notify_stream_readers", "Programs that read the stream of events.");
    auto lost = counter("holdfast_notify_stream_readers_dropped_total", "Readers that were dropped or refused.");
    auto untold = counter("holdfast_notify_untold_total", "What happened and was told nobody: too much at once.");
    add(readers, {}, static_cast<double>(status.stream.readers));
    add(lost, {{"reason", "slow"}}, status.stream.slow);
    add(lost, {{"reason", "too_many"}}, status.stream.refused);
    add(untold, {}, status.untold);
    for (auto* family : {&readers, &lost, &untold}) sink(std::move(*family));
}

}  // namespace

void notify_families(const Snapshot& snapshot, const Sink& sink) {
    script_families(snapshot, sink);
    outlet_families(snapshot, sink);
    push_family(snapshot, sink);
    stream_families(snapshot, sink);
}

}  // namespace holdfast::metrics
