// The status document as a table for people.
#pragma once

#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

Tone tone_of_state(std::string_view state);
Tone tone_of_severity(std::string_view severity);
// Who is master, from where we stand: "this node", "10.0.0.2 (100)", "-".
std::string master_text(const Json& instance);

std::string status_text(const Json& status, Moment now, const Paint& paint);

}  // namespace holdfast::cli
