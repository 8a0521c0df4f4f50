// Canaries: bugs that are switched on to see that the invariants find them, each with the one that it is aimed at.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast::sim {

enum class Mutation : std::uint8_t {
    none,
    forgets_removal,          // RemoveAddress is not performed, and nobody says so
    never_preempts,           // whatever is configured
    never_yields,             // the first host's Node hears no adverts
    forgets_pledge,           // the guard is told nothing, and the kernel's lease never ends
    orders_no_announcement,   // nobody
    forgets_to_announce,      // the first host, although it was ordered
    raises_false_alarms,      // the first host tells its detector that it is master
    says_no_split,            // the detectors hear nothing of others
    never_rests,              // the first host
    answers_the_clock_first,  // a late master speaks before it hears what was said meanwhile
    rules_without_proof,      // the first host's detector sends its master away
    forgets_group,            // the first host's instances go each by itself
    plays_ping_pong,          // the first host is the strongest, then the weakest, then the strongest …
    forgets_withdrawal,       // the engine is not told that it is to stay out
    hears_no_check,           // nobody is told that a check fails
};

struct Canary {
    Mutation mutation{};
    const char* label;
    const char* invariant;
};
inline constexpr std::array canaries{
    Canary{Mutation::forgets_removal, "forgets_removal", "addresses_are_those_of_a_master"},
    Canary{Mutation::never_preempts, "never_preempts", "the_right_one_holds"},
    Canary{Mutation::never_yields, "never_yields", "no_lasting_overlap"},
    Canary{Mutation::forgets_pledge, "forgets_pledge", "the_right_one_holds"},
    Canary{Mutation::orders_no_announcement, "orders_no_announcement", "a_take_over_is_announced"},
    Canary{Mutation::forgets_to_announce, "forgets_to_announce", "neighbours_end_on_the_holder"},
    Canary{Mutation::raises_false_alarms, "raises_false_alarms", "no_false_alarm"},
    Canary{Mutation::says_no_split, "says_no_split", "a_visible_split_is_reported"},
    Canary{Mutation::never_rests, "never_rests", "turns_are_bounded"},
    Canary{Mutation::answers_the_clock_first, "answers_the_clock_first", "nothing_is_said_before_it_is_judged"},
    Canary{Mutation::rules_without_proof, "rules_without_proof", "fences_are_just"},
    Canary{Mutation::forgets_group, "forgets_group", "the_instances_move_together"},
    Canary{Mutation::plays_ping_pong, "plays_ping_pong", "nobody_plays_ping_pong"},
    Canary{Mutation::forgets_withdrawal, "forgets_withdrawal", "who_is_out_takes_nothing"},
    Canary{Mutation::hears_no_check, "hears_no_check", "priorities_are_as_tracked"}};

}  // namespace holdfast::sim
