// The verbs by which an operator arbitrates: yield, hold, fence, drill.
#pragma once

#include "daemon/cli/verbs.hpp"

namespace holdfast::cli {

// Has the daemon do it, and prints what it says about that.
Exit order(const Session& session, const Json& request);
// `json`: the document's part as it is.
Exit fence_status(const Session& session, bool json);

}  // namespace holdfast::cli
