#include "daemon/io/log_limit.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace holdfast::io {
namespace {

constexpr std::array<std::string_view, 8> always_told{"transition", "verdict",        "incident", "yielded",
                                                      "readmitted", "ruling_ignored", "drill",    "stopped"};
constexpr std::array<std::string_view, 3> kinds_always_told{"fence", "would_", "operator_"};

bool is_always_told(const net::Note& note) {
    return std::ranges::find(always_told, note.event) != always_told.end() ||
           std::ranges::any_of(kinds_always_told, [&](auto kind) { return note.event.starts_with(kind); });
}

// Of what concerns no instance, the first field tells what it is about: the check, the interface, the address.
std::string subject_of(const net::Note& note) {
    if (!note.instance.empty() || note.fields.empty()) return note.instance;
    return note.fields.front().second;
}

// How it stands now: the last may be what was held back.
std::string words_of(const net::Note& note) {
    std::string words;
    for (const auto& [name, value] : note.fields) words += (words.empty() ? "" : " ") + name + "=" + value;
    return words;
}

}  // namespace

bool LogLimit::admits(const net::Note& note, net::Instant now) {
    if (is_always_told(note)) return true;
    Flow& flow = flow_of(note, now);
    const net::Instant next = std::max(flow.full_again, now) + pace;
    if (next - now <= burst * pace) {
        flow.full_again = next;
        return true;
    }
    if (flow.held_back++ == 0) flow.say_at = now + said_after;
    flow.worst = flow.held_back == 1 ? note.level : std::max(note.level, flow.worst);
    flow.last = note;
    ++total_;
    return false;
}

LogLimit::Flow& LogLimit::flow_of(const net::Note& note, net::Instant now) {
    Key key{note.event, subject_of(note)};
    if (flows_.size() >= most_subjects && !flows_.contains(key)) {
        std::erase_if(flows_,
                      [&](const auto& entry) { return entry.second.held_back == 0 && entry.second.full_again <= now; });
        if (flows_.size() >= most_subjects) key.second.clear();
    }
    return flows_[std::move(key)];
}

std::vector<net::Note> LogLimit::due(net::Instant now) {
    std::vector<net::Note> notes;
    for (auto& [key, flow] : flows_) {
        if (flow.held_back == 0 || flow.say_at > now) continue;
        net::Note note{flow.worst, "events_suppressed", flow.last.instance, {{"of", key.first}}};
        if (note.instance.empty() && !key.second.empty()) note.fields.emplace_back("about", key.second);
        note.fields.emplace_back("suppressed", std::to_string(std::exchange(flow.held_back, 0)));
        if (!flow.last.fields.empty()) note.fields.emplace_back("last", words_of(flow.last));
        notes.push_back(std::move(note));
    }
    return notes;
}

std::optional<net::Instant> LogLimit::deadline() const {
    std::optional<net::Instant> earliest;
    for (const auto& [key, flow] : flows_) {
        if (flow.held_back > 0) earliest = net::earlier(earliest, flow.say_at);
    }
    return earliest;
}

}  // namespace holdfast::io
