#include "daemon/runner/spawn.hpp"

#include <algorithm>
#include <cerrno>

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/io/child.hpp"

namespace holdfast::runner {
namespace {

constexpr int cannot = 127;  // as shells say it

// All that the child needs, and where it leaves what went wrong: until it executes, its memory is ours.
struct Plan {
    char** argv;
    char** environment;
    const User& user;
    int input;
    int output;
    sigset_t no_signals{};
    const char* volatile doing = nullptr;
    volatile int error = 0;
};

// The raw calls: those of the C library would look after other threads, which are not the child's.
bool become(const User& user) {
    return ::syscall(SYS_setgroups, user.groups.size(), user.groups.data()) == 0 &&
           ::syscall(SYS_setresgid, user.gid, user.gid, user.gid) == 0 &&
           ::syscall(SYS_setresuid, user.uid, user.uid, user.uid) == 0;
}

// In the child. Nothing here allocates, or locks.
[[noreturn]] void live(Plan& plan) {
    ::setsid();
    if (plan.input != io::Child::nothing) ::dup2(plan.input, STDIN_FILENO);
    ::dup2(plan.output, STDOUT_FILENO);
    ::dup2(plan.output, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    ::sigprocmask(SIG_SETMASK, &plan.no_signals, nullptr);
    if (!become(plan.user)) {
        plan.doing = "become ";
    } else {
        ::execve(plan.argv[0], plan.argv, plan.environment);
        plan.doing = "run ";
    }
    plan.error = errno;
    ::_exit(cannot);
}

// The child touches nothing but its plan until it runs another program, for which vfork was made.
[[gnu::noinline]] pid_t vfork_and_live(Plan& plan) {
    const pid_t pid = ::vfork();  // NOLINT(bugprone-unsafe-functions, clang-analyzer-security.insecureAPI.vfork)
    if (pid == 0) live(plan);
    return pid;
}

}  // namespace

io::Result<pid_t> spawn(const Program& program, int input, int output) {
    const std::vector<char*> argv = io::pointers_to(program.argv);
    const std::vector<char*> environment = io::pointers_to(program.environment);
    Plan plan{.argv = const_cast<char**>(argv.data()),
              .environment = const_cast<char**>(environment.data()),
              .user = program.user,
              .input = input,
              .output = output};
    ::sigemptyset(&plan.no_signals);
    const pid_t pid = vfork_and_live(plan);
    if (pid < 0) return io::failed("start a process");
    if (plan.doing == nullptr) return pid;
    ::waitpid(pid, nullptr, 0);
    const std::string doing = plan.doing;
    return io::failed(doing + (doing == "run " ? program.argv.front() : program.user.name), plan.error);
}

}  // namespace holdfast::runner
