#include "daemon/io/realtime.hpp"

#include <sched.h>
#include <sys/mman.h>

namespace holdfast::io {

Result<void> become_realtime(int priority) {
    // ONFAULT: lock what is touched, not the whole of every thread's stack.
    if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0) return failed("lock the memory");
    const sched_param parameters{.sched_priority = priority};
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameters) != 0) return failed("become real-time");
    return {};
}

}  // namespace holdfast::io
