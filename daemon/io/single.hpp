// What must hold before a daemon may begin in this network namespace.
#pragma once

#include <string_view>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

// A guard's, where its successor finds it.
inline constexpr std::string_view guard_name = "holdfast/guard";
// Nobody holds it at this moment.
bool is_free(std::string_view name);

// The one daemon's claim: while the Fd lives, another fails with EADDRINUSE. The kernel ends it with the process.
Result<Fd> claim_namespace();

}  // namespace holdfast::io
