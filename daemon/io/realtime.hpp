// Being on time on a busy machine.
#pragma once

#include "daemon/io/error.hpp"

namespace holdfast::io {

// Gives the calling thread (not what it will start) SCHED_RR at `priority`, and keeps the process's pages in memory.
Result<void> become_realtime(int priority = 10);

}  // namespace holdfast::io
