// What concerns the whole node: gateways, the other nodes, checks, groups, who is told, the fence.
#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

// A heading with its list; nothing for an empty one.
std::string part(std::string_view title, const std::string& items) {
    if (items.empty()) return {};
    return fmt::format("<section><h3>{}</h3>\n<ul>\n{}</ul></section>\n", title, items);
}

std::string gateways(const Snapshot& snapshot) {
    std::string items;
    for (const auto& gateway : snapshot.report->gateways) {
        items += page_item(to_string(gateway.address), gateway.up ? Tone::good : Tone::odd,
                           gateway.up ? "answers" : "is silent",
                           fmt::format("{} of {} pings answered", gateway.answered, gateway.answered + gateway.lost));
    }
    return items;
}

std::string neighbour(const Snapshot& snapshot, const detector::NeighbourReport& neighbour) {
    const auto address = to_string(neighbour.address);
    const auto name = neighbour.node.empty() ? address : fmt::format("{} ({})", neighbour.node, address);
    if (!neighbour.last_received) return page_item(name, Tone::odd, "never heard", "");
    const auto age = span_words(snapshot.now - *neighbour.last_received);
    const auto last = fmt::format("last hello {}{}{}", age, age == "now" ? "" : " ago",
                                  neighbour.settings_differ ? ", configured otherwise" : "");
    if (!neighbour.heard) return page_item(name, Tone::odd, "silent", last);
    return page_item(name, neighbour.hears_us ? Tone::good : Tone::odd,
                     neighbour.hears_us ? "heard" : "does not hear us", last);
}

std::string neighbours(const Snapshot& snapshot) {
    std::string items;
    for (const auto& one : snapshot.report->neighbours) items += neighbour(snapshot, one);
    return items;
}

std::string check(const Snapshot& snapshot, const checks::CheckStatus& check) {
    const bool up = check.health == checks::Health::up;
    const Tone tone = up ? Tone::good : check.health == checks::Health::down ? Tone::bad : Tone::idle;
    const auto number = check.number ? fmt::format(", number {}", *check.number) : std::string{};
    return page_item(check.name, tone, label(check.health),
                     escaped(check.reason + number) + ", " + since_html(snapshot, check.since));
}

std::string checks(const Snapshot& snapshot) {
    std::string items;
    for (const auto& one : *snapshot.checks) items += check(snapshot, one);
    return items;
}

std::string groups(const Snapshot& snapshot) {
    std::string items;
    for (const engine::GroupStatus& group : snapshot.status->groups) {
        std::string members;
        for (const auto& member : group.members) members += (members.empty() ? "" : ", ") + member;
        items +=
            page_item(group.name, tone_of(group.state), title_of(group.state), escaped(members + "; " + group.reason));
    }
    return items;
}

std::pair<Tone, std::string_view> words_of(FenceStatus::State state) {
    switch (state) {
        case FenceStatus::State::off:
            return {Tone::idle, "off"};
        case FenceStatus::State::armed:
            return {Tone::calm, "armed"};
        case FenceStatus::State::dry_run:
            return {Tone::calm, "dry run"};
        case FenceStatus::State::fencing:
            return {Tone::bad, "fencing"};
        case FenceStatus::State::latched:
            return {Tone::bad, "latched"};
    }
    return {Tone::idle, ""};
}

std::string latched(const FenceStatus& fence) {
    std::string text;
    for (const auto& entry : fence.latch.instances) {
        text += fmt::format("{}{}, {}: {}", text.empty() ? "" : "; ", entry.instance, entry.verdict, entry.reason);
    }
    return text + (fence.blown ? "; too many fences: released by hand alone" : "");
}

std::string fence(const FenceStatus& fence) {
    const auto& [tone, word] = words_of(fence.state);
    std::string items = page_item("", tone, word, escaped(latched(fence)));
    for (const auto& step : fence.last) {
        items += page_item(std::string{label(step.step)}, step.succeeded ? Tone::good : Tone::bad,
                           step.succeeded ? "done" : "failed", escaped(step.what));
    }
    return items;
}

}  // namespace

std::string page_item(const std::string& name, Tone tone, std::string_view word, const std::string& more_html) {
    return fmt::format("<li>{} {} <span class=\"soft\">{}</span></li>\n", escaped(name), pill(tone, word), more_html);
}

std::string page_facts(const Snapshot& snapshot) {
    const bool fencing = snapshot.fence->state != FenceStatus::State::off || !snapshot.fence->last.empty();
    const auto parts = part("Groups", groups(snapshot)) + part("Checks", checks(snapshot)) +
                       part("Gateways", gateways(snapshot)) + part("Other nodes, by hello", neighbours(snapshot)) +
                       part("Telling others", page_notify(snapshot)) +
                       part("Fence", fencing ? fence(*snapshot.fence) : "");
    return parts.empty() ? parts : "<div class=\"card around\">\n" + parts + "</div>\n";
}

}  // namespace holdfast::metrics
