// The fence and the channel between the nodes.
#include <chrono>

#include "metrics/json_parts.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

WallTime wall_of(fence::UnixTime at) {
    return WallTime{std::chrono::seconds{at}};
}

Json latched_json(const fence::Latched& latched) {
    return {{"instance", utf8(latched.instance)},
            {"verdict", utf8(latched.verdict)},
            {"reason", utf8(latched.reason)},
            {"since", rfc3339(wall_of(latched.at))}};
}

Json progress_json(const fence::Progress& progress) {
    return {{"order", progress.order},
            {"step", label(progress.step)},
            {"succeeded", progress.succeeded},
            {"what", utf8(progress.what)},
            {"after_seconds", net::seconds(progress.took)}};
}

Json neighbour_json(const Snapshot& snapshot, const detector::NeighbourReport& neighbour) {
    Json entry{{"address", to_string(neighbour.address)},
               {"node", utf8(neighbour.node)},
               {"last_received", nullptr},
               {"heard", neighbour.heard},
               {"hears_us", neighbour.hears_us},
               {"settings_differ", neighbour.settings_differ}};
    if (neighbour.last_received) entry["last_received"] = rfc3339(snapshot.to_wall(*neighbour.last_received));
    return entry;
}

}  // namespace

Json fence_json(const FenceStatus& fence) {
    Json latched = Json::array();
    for (const auto& entry : fence.latch.instances) latched.push_back(latched_json(entry));
    Json last = Json::array();
    for (const auto& progress : fence.last) last.push_back(progress_json(progress));
    Json unreadable = nullptr;
    if (fence.latch.unreadable) unreadable = utf8(*fence.latch.unreadable);
    return {{"state", label(fence.state)},
            {"blown", fence.blown},
            {"latched", std::move(latched)},
            {"unreadable", std::move(unreadable)},
            {"last", std::move(last)},
            {"counters", {{"succeeded", fence.succeeded}, {"failed", fence.failed}, {"would", fence.would}}}};
}

Json hello_json(const Snapshot& snapshot) {
    const auto& hello = snapshot.report->hello;
    Json neighbours = Json::array();
    for (const auto& neighbour : snapshot.report->neighbours) neighbours.push_back(neighbour_json(snapshot, neighbour));
    return {{"neighbours", std::move(neighbours)},
            {"messages",
             {{"sent", hello.sent},
              {"received", hello.received},
              {"forged", hello.forged},
              {"replayed", hello.replayed},
              {"malformed", hello.malformed}}}};
}

}  // namespace holdfast::metrics
