// How an instance stands, in words that status, explain and fence status share.
#pragma once

#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

// "master", "backup YIELDED", "master HELD", "FENCED".
Cell state_cell(const Json& instance);
// What an operator or a ruling has decided, and how to end it; empty: nothing.
std::string decision_words(const Json& instance);
// "split_brain", "isolated (mute)".
std::string verdict_name(const Json& verdict);
bool is_drill(const Json& verdict);

}  // namespace holdfast::cli
