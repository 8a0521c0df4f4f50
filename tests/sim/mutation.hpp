// Canaries: bugs that are switched on to see that the invariants find them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace holdfast::sim {

enum class Mutation : std::uint8_t {
    none,
    never_yields,             // the first host's Node hears no adverts
    forgets_removal,          // RemoveAddress is not performed, and nobody says so
    forgets_pledge,           // the guard is told nothing, and the kernel's lease never ends
    forgets_to_announce,      // the first host
    answers_the_clock_first,  // a late master speaks before it hears what was said meanwhile
    forgets_group,            // the first host's instances go each by itself
    hears_no_check,           // nobody is told that a check fails
};
inline constexpr std::array mutations{
    Mutation::never_yields,        Mutation::forgets_removal,         Mutation::forgets_pledge,
    Mutation::forgets_to_announce, Mutation::answers_the_clock_first, Mutation::forgets_group,
    Mutation::hears_no_check};

constexpr std::string_view label(Mutation mutation) {
    constexpr std::array<std::string_view, 8> names{"none",           "never_yields",        "forgets_removal",
                                                    "forgets_pledge", "forgets_to_announce", "answers_the_clock_first",
                                                    "forgets_group",  "hears_no_check"};
    return names[static_cast<std::size_t>(mutation)];
}

}  // namespace holdfast::sim
