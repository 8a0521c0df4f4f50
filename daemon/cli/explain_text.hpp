// Why this node is or is not master, and what the verdict rests on.
#pragma once

#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

// `node` is this node's name.
std::string explain_text(const Json& instance, std::string_view node, Moment now, const Paint& paint);

}  // namespace holdfast::cli
