#include "daemon/runner/strays.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdfast::runner {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_looks = 100ms;

// A number in /proc may be that of another PID namespace, and so a process that is none of our business.
bool is_a_living_child(pid_t pid) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

// proc(5): field 22, in clock ticks since boot. The latest that it can have been.
std::optional<net::Instant> began(pid_t pid) {
    static const long ticks = ::sysconf(_SC_CLK_TCK);
    std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
    const std::string line{std::istreambuf_iterator<char>{file}, {}};
    const std::size_t name_ends = line.rfind(')');
    if (name_ends == std::string::npos) return std::nullopt;
    std::istringstream fields{line.substr(name_ends + 1)};
    constexpr int before = 19;  // the state is field 3
    std::string skipped;
    for (int i = 0; i < before; ++i) fields >> skipped;
    std::int64_t start = 0;
    if (!(fields >> start)) return std::nullopt;
    return net::Instant{net::Duration{1s} / ticks * (start + 1)};
}

}  // namespace

void adopt_strays() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void Strays::look_soon(net::Instant now) {
    if (adopted_ && !next_) next_ = last_ ? std::max(now, *last_ + between_looks) : now;
}

void Strays::tend(const std::vector<pid_t>& ours, std::optional<net::Instant> oldest, net::Instant now) {
    if (!next_ || *next_ > now) return;
    last_ = now;
    next_.reset();
    std::ifstream children{"/proc/thread-self/children"};
    for (pid_t pid = 0; children >> pid;) {
        if (std::ranges::find(ours, pid) != ours.end()) continue;
        if (!is_a_living_child(pid)) continue;
        next_ = now + between_looks;  // with what it in turn leaves, or when whoever needs it has ended
        const auto start = began(pid);
        if (!oldest || (start && *start < *oldest)) ::kill(pid, SIGKILL);
    }
}

}  // namespace holdfast::runner
