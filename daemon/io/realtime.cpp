#include "daemon/io/realtime.hpp"

#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

namespace holdfast::io {
namespace {

// Threads that gave up CAP_IPC_LOCK, as those of HTTP do, are held to the limit: beyond it, each new mapping of theirs
// would fail. So future pages are locked only where there is no limit.
bool may_lock_without_limit() {
    const rlimit unlimited{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    if (setrlimit(RLIMIT_MEMLOCK, &unlimited) == 0) return true;
    rlimit limit{};
    return getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
}

}  // namespace

Result<void> become_realtime(int priority) {
    // ONFAULT: lock what is touched, not the whole of every thread's stack.
    const int future = may_lock_without_limit() ? MCL_FUTURE : 0;
    if (mlockall(MCL_CURRENT | MCL_ONFAULT | future) != 0) return failed("lock the memory");
    if ((sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) == SCHED_RR) return {};  // by who started us
    const sched_param parameters{.sched_priority = priority};
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameters) != 0) return failed("become real-time");
    return {};
}

}  // namespace holdfast::io
