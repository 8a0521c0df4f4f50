#include "metrics/confine.hpp"

#include <array>

#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <pthread.h>

namespace holdfast::metrics {
namespace {

// The raw call changes this thread alone.
bool drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    return syscall(SYS_capset, &header, none.data()) == 0;
}

// Nothing that the thread could execute gets any back. Without CAP_SETPCAP the bounding set stays, and no_new_privs
// suffices.
void close_the_ways_back() {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
}

void block_all_signals(sigset_t* before) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, before);
}

}  // namespace

bool confine_thread() {
    block_all_signals(nullptr);
    const sched_param ordinary{};
    sched_setscheduler(0, SCHED_OTHER, &ordinary);
    close_the_ways_back();
    return drop_capabilities();
}

SignalsBlocked::SignalsBlocked() {
    block_all_signals(&before_);
}
SignalsBlocked::~SignalsBlocked() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace holdfast::metrics
