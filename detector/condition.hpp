// A verdict that holds now, and what it rests on.
#pragma once

#include <string>
#include <utility>

#include "detector/verdict.hpp"

namespace holdfast::detector {

struct Condition {
    Condition() = default;
    Condition(Verdict what, std::string why, std::string sub_reason = "", Trust rests_on = Trust::local_fact)
        : verdict{what}, reason{std::move(why)}, detail{std::move(sub_reason)}, trust{rests_on} {}

    Verdict verdict{};
    std::string reason;               // one sentence
    std::string detail;               // the sub-reason, mostly ""
    Trust trust = Trust::local_fact;  // the best class of evidence behind it
    bool operator==(const Condition&) const = default;
};

}  // namespace holdfast::detector
