// The time line of an instance: its states as a band, thick where it was master, and below what was wrong.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "metrics/advice.hpp"
#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"
#include "metrics/report_of.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceStatus;
using namespace std::chrono_literals;

constexpr double width = 1000;  // of the drawing, in its own units
constexpr double least = 4;     // of what was too short to be seen

struct Span {
    WallTime from{}, to{};
    std::string what{};      // "master", "split_brain"
    std::string severity{};  // of a verdict
};
using Spans = std::vector<Span>;

std::string field(const net::Note& note, std::string_view name) {
    const auto found = std::ranges::find(note.fields, name, &std::pair<std::string, std::string>::first);
    return found == note.fields.end() ? std::string{} : found->second;
}

// Before the first event that is remembered, nothing is known.
WallTime beginning(const Snapshot& snapshot) {
    const auto& events = *snapshot.events;
    const bool forgot = !events.empty() && events.front().id > 1;
    return forgot ? events.front().at : snapshot.daemon->started;
}

// What was when, by the events of this kind; `present` is what is so now if there was none.
Spans spans_of(const Snapshot& snapshot, const std::string& instance, std::string_view event, Span present) {
    Spans spans;
    WallTime from = beginning(snapshot);
    std::string severity;  // of what went before the first of them: unknown
    for (const auto& logged : *snapshot.events) {
        const auto& note = logged.note;
        if (note.event != event || note.instance != instance) continue;
        spans.push_back({from, logged.at, field(note, "from"), severity});
        from = logged.at;
        severity = field(note, "severity");
        present.what = field(note, "to");
        present.severity = severity;
    }
    present.from = from;
    present.to = snapshot.wall;
    spans.push_back(std::move(present));
    return spans;
}

struct Box {
    double x = 0, width = 0;
};

Box box_of(const Span& span, const Stretch& stretch) {
    const auto at = [&](WallTime time) {
        const std::chrono::duration<double> whole = stretch.to - stretch.from, part = time - stretch.from;
        return std::clamp(std::round(width * part / whole), 0.0, width);
    };
    const double left = at(span.from), right = at(span.to);
    if (right - left >= least) return {left, right - left};
    return {std::min(left, width - least), least};
}

struct Band {
    std::string_view style;
    int y, height;
};

Band band_of_state(const std::string& state) {
    if (state == "master") return {"master", 0, 14};
    if (state == "fault" || state == "fenced") return {"down", 0, 14};
    return state == "backup" ? Band{"backup", 5, 4} : Band{"idle", 6, 2};
}

Band band_of_severity(const std::string& severity) {
    return severity == "critical" ? Band{"bad", 17, 7} : Band{"odd", 17, 4};
}

std::string drawn(const Span& span, const Stretch& stretch, const Band& band) {
    if (span.to <= stretch.from) return {};
    const auto box = box_of(span, stretch);
    return fmt::format(
        "<rect class=\"{}\" x=\"{:g}\" y=\"{}\" width=\"{:g}\" "
        "height=\"{}\"><title>{}, {} to {}</title></rect>\n",
        band.style, box.x, band.y, box.width, band.height, escaped(span.what), rfc3339(span.from).substr(11, 8),
        rfc3339(span.to).substr(11, 8));
}

bool is_trouble(const Span& span) {
    return span.severity == "warning" || span.severity == "critical";
}

Span present_verdict(const Snapshot& snapshot, const std::string& instance) {
    const auto* report = report_of(snapshot, instance);
    if (report == nullptr) return {};
    return {.what = std::string{label(report->verdict)}, .severity = std::string{label(severity(report->verdict))}};
}

std::string axis(const Stretch& stretch) {
    const auto span = stretch.to - stretch.from;
    const auto ago = [](auto time) { return span_words(std::chrono::duration_cast<net::Duration>(time)) + " ago"; };
    return fmt::format(
        "<div class=\"axis soft\" "
        "aria-hidden=\"true\"><span>{}</span><span>{}</"
        "span><span>now</span></div>\n",
        ago(span), ago(span / 2));
}

}  // namespace

Stretch stretch_of(const Snapshot& snapshot) {
    static constexpr std::array<std::pair<std::chrono::minutes, std::string_view>, 5> lengths{
        {{1min, "minute"}, {10min, "10 minutes"}, {60min, "hour"}, {180min, "3 hours"}, {720min, "12 hours"}}};
    const auto known = snapshot.wall - beginning(snapshot);
    for (const auto& [length, name] : lengths) {
        if (known <= length || length == lengths.back().first)
            return {snapshot.wall - length, snapshot.wall, std::string{name}};
    }
    return {};
}

std::string page_line(const Snapshot& snapshot, const InstanceStatus& instance, const Stretch& stretch) {
    const auto& name = instance.settings.name;
    const auto states = spans_of(snapshot, name, "transition", {.what = std::string{label(instance.state)}});
    const auto verdicts = spans_of(snapshot, name, "verdict", present_verdict(snapshot, name));
    std::string rects;
    for (const Span& span : states) rects += drawn(span, stretch, band_of_state(span.what));
    for (const Span& span : verdicts) {
        if (is_trouble(span)) rects += drawn(span, stretch, band_of_severity(span.severity));
    }
    const auto in_sight = [&](const Span& span) { return span.to > stretch.from; };
    const auto changes = std::ranges::count_if(states, in_sight) - 1;
    const auto troubles =
        std::ranges::count_if(verdicts, [&](const Span& span) { return in_sight(span) && is_trouble(span); });
    return fmt::format(
        "<svg class=\"line\" viewBox=\"0 0 1000 24\" "
        "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"The last {}: "
        "{}, {}\">\n{}</svg>\n{}",
        stretch.name, counted(changes, "change of state", "changes of state"),
        counted(troubles, "warning or alarm", "warnings and alarms"), rects, axis(stretch));
}

}  // namespace holdfast::metrics
