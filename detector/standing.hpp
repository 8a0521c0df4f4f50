// How one instance's case stands: is there cause for a measure, and are we the one to leave? Without time and policy.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "detector/action.hpp"
#include "detector/condition.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// Compared from the first to the last; the higher stays. The same on every node.
struct Rank {
    bool path_ok = true;  // counts only when known of both, or when we ourselves are mute or deaf
    bool pinned = false;
    vrrp::Priority priority;
    net::IpAddress primary;
    std::string node;
    auto operator<=>(const Rank&) const = default;
};

// Another router of the group, as far as we know.
struct Rival {
    std::string who;
    Rank rank;
    bool path_known = false;  // rank.path_ok is its own authenticated word
    // Of the best evidence for what follows: T1 hello or signed adverts, T3 valid adverts of a known peer.
    Trust trust = Trust::anonymous;
    bool serves = false;         // is master, by a hello or by valid adverts lately
    bool adverts_heard = false;  // within its master-down interval
    bool can_serve = true;       // not withdrawn, not in fault
    bool leaving = false;        // is about to yield or to be fenced, as it says
    bool broken = false;         // mute or deaf, as it says
    bool recent = true;          // said a moment ago
};

struct Case {
    OwnRole role;
    Rank rank;
    bool path_known = false;            // rank.path_ok is known
    std::vector<Condition> conditions;  // all that hold; drills are left out
    std::vector<Rival> rivals;
    bool leaving = false;  // we are, and have told so
};

// Mute or deaf by our own senses: nobody needs to confirm that we are the broken side.
bool is_broken(const Case& facts);

struct Standing {
    Verdict verdict{};                              // the condition that it rests on
    std::string why;                                // one sentence
    std::optional<Measure> measure = std::nullopt;  // what is called for, before policy; none: stay
    bool stronger_by_nature = false;  // by priority and address alone: this side acts later, so that never both do
    bool recent = true;               // the proof was told a moment ago
};

// None: there is no case. We must be master and not withdrawn.
std::optional<Standing> standing(const Case& facts, const Settings& settings);

}  // namespace holdfast::detector
