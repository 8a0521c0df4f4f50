#include "daemon/notify/message.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ranges>
#include <set>

#include "daemon/notify/advice.hpp"

namespace holdfast::notify {
namespace {

std::string after_colon(std::string_view text) {
    return text.empty() ? "" : ": " + std::string{text};
}

std::string short_of(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        const char* group = proclaim->subject == engine::Subject::group ? "group " : "";
        const char* is = proclaim->standing == engine::Standing::fault ? " is in " : " is ";
        return group + proclaim->name + is + std::string{label(proclaim->standing)};
    }
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = verdict_change(note)) {
        const std::string drill = change->detail == "drill" ? "DRILL: " : "";
        return drill + change->instance + ": " + change->to + " (" + std::string{label(change->severity)} + ")";
    }
    if (note.event == "check")
        return "check " + std::string{field(note, "check")} + " is " + std::string{field(note, "health")};
    return (note.instance.empty() ? "" : note.instance + ": ") + note.event;
}

std::string why_of(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        const auto before = proclaim->before ? ", before " + std::string{label(*proclaim->before)} : std::string{};
        return before + after_colon(proclaim->reason);
    }
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = verdict_change(note)) return ", before " + change->from + after_colon(change->reason);
    if (note.event == "check") return after_colon(field(note, "why"));
    std::string words;
    for (const auto& [name, value] : note.fields) words += (words.empty() ? "" : ", ") + name + "=" + value;
    return after_colon(words);
}

int weight(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        using enum engine::Standing;
        switch (proclaim->standing) {
            case fenced:
                return 5;
            case fault:
                return 4;
            case master:
                return 3;
            case stopped:
                return 2;
            case backup:
                return 1;
        }
    }
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = verdict_change(note)) {
        if (change->severity == detector::Severity::critical) return 7;
        return change->severity == detector::Severity::warning ? 4 : 1;
    }
    if (note.level == net::Level::error) return 6;
    return note.level == net::Level::warning ? 3 : 1;
}

// "2026-11-22 16:13:36.448"; always UTC, on every node.
std::string time_text(UnixTime at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(at - day)};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d.%03d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

Key key_of(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what))
        return {proclaim->subject, proclaim->name};
    return {engine::Subject::instance, std::get<net::Note>(happening.what).instance};
}

std::string standing_line(const Key& key, const Situation& standing) {
    std::string line = key.name + " is " + std::string{label(standing.state->standing)} + " since " +
                       time_text(standing.since) + after_colon(standing.state->reason);
    if (key.subject == engine::Subject::group) return "group " + line;
    return line + "\n    the detector says: " + standing.verdict + after_colon(standing.reason);
}

std::string how_they_stand(const std::vector<Happening>& happenings, const Picture& picture) {
    std::set<Key> keys;
    for (const Happening& happening : happenings) keys.insert(key_of(happening));
    std::string text;
    for (const Key& key : keys) {
        const Situation& standing = picture.of(key);
        if (standing.state) text += "  " + standing_line(key, standing) + "\n";
    }
    return text;
}

std::string what_to_do(const detector::Advice& advice) {
    std::string text;
    if (!advice.title.empty()) text += "\n" + std::string{advice.title} + ". " + std::string{advice.meaning} + "\n";
    if (!advice.steps.empty()) text += "\nWhat to do:\n";
    for (const detector::Step& step : advice.steps) {
        text += "  " + step.text + "\n";
        if (!step.command.empty()) text += "      " + step.command + "\n";
    }
    return text;
}

}  // namespace

std::string sentence(const Happening& happening) {
    return short_of(happening) + why_of(happening);
}

const Happening& weightiest(const std::vector<Happening>& happenings) {
    return *std::ranges::max_element(happenings | std::views::reverse, {}, weight);
}

Message compose(const Settings& settings, const Write& mail, const Picture& picture) {
    const std::string& node = settings.node;
    const Happening& first = weightiest(mail.happenings);
    const std::size_t more = mail.happenings.size() - 1 + mail.left_out;
    Message message{.subject = "[" + node + "] " + short_of(first), .text = {}};
    if (more > 0) message.subject += ", and " + std::to_string(more) + " more";

    message.text = node + ": " + sentence(first) + "\nat " + time_text(first.at) + " UTC\n";
    message.text += what_to_do(advice(first, settings));
    if (const std::string stand = how_they_stand(mail.happenings, picture); !stand.empty()) {
        message.text += "\nHow things stand on " + node + ":\n" + stand;
    }
    if (more == 0) return message;
    message.text += "\nWhat happened (UTC):\n";
    if (mail.left_out > 0) message.text += "  " + std::to_string(mail.left_out) + " more before, not shown\n";
    for (const Happening& one : mail.happenings) message.text += "  " + time_text(one.at) + "  " + sentence(one) + "\n";
    return message;
}

}  // namespace holdfast::notify
