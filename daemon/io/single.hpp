// What must hold before a daemon may begin in this network namespace.
#pragma once

#include <string_view>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

// Abstract names of sockets: a guard's, where its successor finds it; and the daemon's.
inline constexpr std::string_view guard_name = "holdfast/guard";
inline constexpr std::string_view daemon_name = "holdfast/daemon";

// The one daemon's claim: while the Fd lives, another fails with EADDRINUSE. The kernel ends it with the process.
Result<Fd> claim_namespace();

}  // namespace holdfast::io
