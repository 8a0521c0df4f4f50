// The fence and the operator's decisions as people read them.
#pragma once

#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

Tone tone_of_fence(std::string_view state);
// All of it, from the status document.
std::string fence_text(const Json& status, Moment now, const Paint& paint);

}  // namespace holdfast::cli
