// What can be told: that an instance or a group changed its state, or a note, of which only those are told that others
// need to know.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/engine/effect.hpp"
#include "daemon/net/note.hpp"
#include "daemon/notify/settings.hpp"
#include "detector/verdict.hpp"

namespace holdfast::notify {

using UnixTime = std::chrono::sys_time<std::chrono::milliseconds>;

struct Happening {
    UnixTime at;
    std::variant<engine::Proclaim, net::Note> what;
    bool operator==(const Happening&) const = default;
};

// Events of the machines here.
struct DeadlineReached {};
struct Hurry {};  // the end is near

// Verdicts, fences and rulings, the operator's decisions, checks, incidents: not the inner life of the daemon.
bool is_told(const net::Note& note);

// Of a note of the detector: the change of a verdict.
struct VerdictChange {
    std::string instance;
    std::string from, to;  // as labels
    detector::Severity severity{}, before{};
    std::string reason, detail;
    bool operator==(const VerdictChange&) const = default;
};
std::optional<VerdictChange> verdict_change(const net::Note& note);
std::optional<detector::Verdict> verdict_named(std::string_view label);

// What the note says of this; "" if it does not.
std::string_view field(const net::Note& note, std::string_view name);

}  // namespace holdfast::notify
