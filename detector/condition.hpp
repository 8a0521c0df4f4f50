// A verdict that holds now, and what it rests on.
#pragma once

#include <string>

#include "detector/verdict.hpp"

namespace holdfast::detector {

struct Condition {
    Verdict verdict{};
    std::string reason;   // one sentence
    std::string detail{}; // the sub-reason, mostly ""
    Trust trust = Trust::local_fact;  // the best class of evidence behind it
    bool operator==(const Condition&) const = default;
};

}  // namespace holdfast::detector
