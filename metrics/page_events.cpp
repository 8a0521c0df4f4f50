// What happened last, as the log tells it.
#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

constexpr std::size_t most = 10;

Tone tone_of(net::Level level) {
    switch (level) {
        case net::Level::debug:
        case net::Level::info:
            return Tone::idle;
        case net::Level::warning:
            return Tone::odd;
        case net::Level::error:
            return Tone::bad;
    }
    return Tone::idle;
}

// The way from one state to the next first, then why; the rest as it comes.
std::string words_of(const net::Note& note) {
    std::string from, to, rest;
    for (const auto& [name, value] : note.fields) {
        if (name == "from") {
            from = value;
        } else if (name == "to") {
            to = value;
        } else if (name != "severity" && name != "priority" && name != "evidence" && !value.empty()) {
            const bool plain = name == "why" || name == "what" || (name == "reason" && note.event != "transition");
            if (name == "reason" && note.event == "transition") continue;  // `why` says it in more words
            rest += (rest.empty() ? "" : ", ") + (plain ? value : name + " " + value);
        }
    }
    const auto way = to.empty() ? std::string{} : fmt::format("{} → {}", from, to);
    return way + (way.empty() || rest.empty() ? "" : ": ") + rest;
}

std::string item(const Snapshot& snapshot, const LoggedNote& logged) {
    const auto& note = logged.note;
    const Tone tone = tone_of(note.level);
    const auto about = note.instance.empty() ? std::string{} : fmt::format("<b>{}</b> ", escaped(note.instance));
    return fmt::format(
        "<li class=\"{}\">{} <span class=\"sign\" title=\"{}\">{}</span> {}{} <span class=\"soft\">{}</span></li>\n",
        label(tone), clock_html(snapshot, logged.at), label(note.level), tone == Tone::idle ? "·" : sign(tone), about,
        escaped(note.event), escaped(words_of(note)));
}

}  // namespace

std::string page_events(const Snapshot& snapshot, const std::string& instance) {
    std::string items;
    std::size_t count = 0;
    for (const LoggedNote& logged : *snapshot.events | std::views::reverse) {
        if (count == most) break;
        if (logged.note.level == net::Level::debug) continue;
        if (!instance.empty() && logged.note.instance != instance) continue;
        items += item(snapshot, logged);
        ++count;
    }
    if (items.empty()) return {};
    return fmt::format("<div class=\"card events\">\n<h3>What happened last</h3>\n<ol reversed>\n{}</ol></div>\n",
                       items);
}

}  // namespace holdfast::metrics
