#include "daemon/notify/happening.hpp"

#include <algorithm>
#include <array>

namespace holdfast::notify {
namespace {

constexpr std::array<std::string_view, 17> told{
    "incident",       "check",           "yielded",        "readmitted",    "ruling_ignored", "would_yield",
    "would_fence",    "would_readmit",   "fence_ordered",  "fence_step",    "fence_complete", "fence_fuse_blown",
    "fence_released", "fenced_at_start", "operator_yield", "operator_hold", "operator_drain",
};
constexpr std::string_view drill = "drill";

detector::Severity severity_of(std::string_view verdict) {
    const auto known = verdict_named(verdict);
    return known ? severity(*known) : detector::Severity::ok;
}

}  // namespace

// Notes are words.
std::optional<detector::Verdict> verdict_named(std::string_view name) {
    constexpr int last = static_cast<int>(detector::Verdict::blind);
    for (int i = 0; i <= last; ++i) {
        const auto one = static_cast<detector::Verdict>(i);
        if (label(one) == name) return one;
    }
    return std::nullopt;
}

bool is_told(const net::Note& note) {
    if (note.event == "verdict") return verdict_change(note).has_value();
    return note.event == drill || std::ranges::find(told, note.event) != told.end();
}

std::string_view field(const net::Note& note, std::string_view name) {
    const auto found = std::ranges::find(note.fields, name, [](const auto& field) { return field.first; });
    return found == note.fields.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<VerdictChange> verdict_change(const net::Note& note) {
    if (note.event != "verdict" || field(note, "to").empty()) return std::nullopt;
    const auto text = [&note](std::string_view name) { return std::string{field(note, name)}; };
    VerdictChange change{.instance = note.instance,
                         .from = text("from"),
                         .to = text("to"),
                         .reason = text("reason"),
                         .detail = text("detail")};
    change.severity = severity_of(change.to);
    change.before = severity_of(change.from);
    return change;
}

}  // namespace holdfast::notify
