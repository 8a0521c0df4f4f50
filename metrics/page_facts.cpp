#include "metrics/page_facts.hpp"

#include <fmt/format.h>

#include "metrics/page.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

std::string row(std::string_view subject, std::string_view tone, std::string_view word, std::string_view more) {
    return fmt::format(
        "<tr><th>{}</th><td><span class=\"verdict {}\">{}</span> <span class=\"soft\">{}</span></td></tr>\n",
        escaped(subject), tone, escaped(word), escaped(more));
}

std::string_view tone(FenceStatus::State state) {
    switch (state) {
        case FenceStatus::State::off:
            return "idle";
        case FenceStatus::State::armed:
        case FenceStatus::State::dry_run:
            return "calm";
        case FenceStatus::State::fencing:
        case FenceStatus::State::latched:
            return "bad";
    }
    return "idle";
}

std::string latched(const FenceStatus& fence) {
    if (fence.latch.unreadable) return "everything is fenced: " + *fence.latch.unreadable;
    std::string text;
    for (const auto& entry : fence.latch.instances) {
        text += fmt::format("{}{}, {}: {}", text.empty() ? "" : "; ", entry.instance, entry.verdict, entry.reason);
    }
    return text + (fence.blown ? " (too many fences: released by hand alone)" : "");
}

std::string neighbour(const Snapshot& snapshot, const detector::NeighbourReport& neighbour) {
    const auto address = to_string(neighbour.address);
    const auto subject = neighbour.node.empty() ? address : fmt::format("{} ({})", neighbour.node, address);
    if (!neighbour.last_received) return row(subject, "odd", "never heard", "");
    const auto last = "last hello " + rfc3339(snapshot.to_wall(*neighbour.last_received));
    if (!neighbour.heard) return row(subject, "odd", "silent", last);
    return row(subject, neighbour.hears_us ? "good" : "odd", neighbour.hears_us ? "heard" : "does not hear us",
               last + (neighbour.settings_differ ? ", configured otherwise" : ""));
}

}  // namespace

std::string page_facts(const Snapshot& snapshot) {
    const FenceStatus& fence = *snapshot.fence;
    std::string rows = row("fence", tone(fence.state), label(fence.state), latched(fence));
    for (const auto& other : snapshot.report->neighbours) rows += neighbour(snapshot, other);
    return "<table>\n" + rows + "</table>";
}

}  // namespace holdfast::metrics
