#include "daemon/cli/events_text.hpp"

#include <fmt/format.h>

#include "daemon/cli/moment.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

constexpr std::size_t time_width = 23;
constexpr std::size_t level_width = 7;
constexpr std::size_t event_width = 14;
constexpr std::size_t instance_width = 8;

Tone tone_of_level(std::string_view level) {
    if (level == "error") return Tone::bad;
    if (level == "warning") return Tone::notice;
    return level == "debug" ? Tone::faint : Tone::plain;
}

std::string field_words(const std::string& key, const std::string& value) {
    const bool needs_quotes = value.find(' ') != std::string::npos;
    return needs_quotes ? fmt::format("{}=\"{}\"", key, value) : fmt::format("{}={}", key, value);
}

}  // namespace

std::string event_words(const Json& event) {
    const Json& fields = member(event, "fields");
    std::string words;
    const bool is_change = fields.is_object() && fields.contains("from") && fields.contains("to");
    if (is_change) words = text(fields, "from", "?") + " -> " + text(fields, "to", "?");
    for (const auto& field : fields.items()) {
        if (!fields.is_object() || (is_change && (field.key() == "from" || field.key() == "to"))) continue;
        words += (words.empty() ? "" : " ") + field_words(text(Json(field.key()), ""), text(field.value(), ""));
    }
    return words;
}

std::string events_text(const std::vector<Json>& events, const Paint& paint, bool with_header) {
    std::vector<std::string> header{"TIME (UTC)", "LEVEL", "EVENT", "INSTANCE", "DETAILS"};
    if (!with_header) header.clear();
    Table table{std::move(header), {time_width, level_width, event_width, instance_width}};
    for (const Json& event : events) {
        const std::string level = text(event, "level", "-");
        table.add({{date_and_time(text(event, "at", "-")), Tone::faint},
                   {level, tone_of_level(level)},
                   {text(event, "event", "-"), Tone::strong},
                   {text(event, "instance", "-")},
                   {event_words(event)}});
    }
    return table.render(paint);
}

std::vector<Json> Unseen::of(const Json& document) {
    std::vector<Json> fresh;
    for (const Json& event : member(document, "events")) {
        if (seen_.emplace(text(event, "at", ""), text(event, "id", "")).second) fresh.push_back(event);
    }
    while (seen_.size() > remembered) seen_.erase(seen_.begin());
    return fresh;
}

}  // namespace holdfast::cli
