#include "daemon/guard/strays.hpp"

#include <algorithm>
#include <fstream>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace holdfast::guard {
namespace {

// A number in /proc may be that of another PID namespace, and so a process that is none of our business.
enum class State { stranger, lives, ended };
State state_of(pid_t pid) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return State::stranger;
    return info.si_pid == 0 ? State::lives : State::ended;
}

}  // namespace

void adopt_strays() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

std::size_t tend_strays(std::span<const pid_t> ours, Mercy mercy) {
    std::ifstream children{"/proc/thread-self/children"};
    std::size_t left = 0;
    for (pid_t pid = 0; children >> pid;) {
        if (std::ranges::find(ours, pid) != ours.end()) continue;
        const State state = state_of(pid);
        if (state == State::ended) ::waitpid(pid, nullptr, 0);
        if (state != State::lives) continue;
        ++left;
        if (mercy == Mercy::kill) ::kill(pid, SIGKILL);
    }
    return left;
}

}  // namespace holdfast::guard
