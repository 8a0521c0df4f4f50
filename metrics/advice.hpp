// What a person who is woken at night is told of each verdict: what it is, what it means, and what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detector/verdict.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

struct Step {
    std::string text;
    std::string command;  // to be copied; "": none
};

struct Advice {
    std::string_view title;
    std::string_view meaning;  // for those who use the address
    std::vector<Step> steps;
};

// The title alone: "Split brain: two nodes hold the address".
std::string_view title_of(detector::Verdict verdict);
Advice advice_on(detector::Verdict verdict, const engine::InstanceSettings& instance);

}  // namespace holdfast::metrics
