// What must hold before a daemon may begin in this network namespace.
#pragma once

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

// The one daemon's claim: while the Fd lives, another fails with EADDRINUSE. The kernel ends it with the process.
Result<Fd> claim_namespace();

// CAP_NET_ADMIN and CAP_NET_RAW, now.
bool has_net_capabilities();

}  // namespace holdfast::io
