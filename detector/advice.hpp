// What a person who is woken at night is told: what it is, what it means, and what to do, with the commands to type.
// The page and the mails say the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detector/verdict.hpp"

namespace holdfast::detector {

struct Step {
    std::string text;
    std::string command;  // to be copied; "": none
};

struct Advice {
    std::string_view title;    // "Split brain: two nodes hold the address"
    std::string_view meaning;  // for those who use the address
    std::vector<Step> steps;
};

// The virtual router that the commands are about.
struct Concerned {
    std::string name;
    std::string interface;
    std::string address;  // the first one
};

std::string_view title_of(Verdict verdict);
Advice advice_on(Verdict verdict, const Concerned& what);
Advice advice_on_fault(const Concerned& what);
Advice advice_on_fence(const Concerned& what);
Step to_the_evidence(const Concerned& what);

}  // namespace holdfast::detector
