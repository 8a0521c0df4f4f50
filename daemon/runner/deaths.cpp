#include "daemon/runner/deaths.hpp"

#include <cerrno>

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdfast::runner {

io::Result<Deaths> Deaths::open() {
    sigset_t deaths;
    ::sigemptyset(&deaths);
    ::sigaddset(&deaths, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &deaths, nullptr);
    io::Fd fd{::signalfd(-1, &deaths, SFD_NONBLOCK | SFD_CLOEXEC)};
    if (!fd) return io::failed("hear of children");
    return Deaths{std::move(fd)};
}

// It is one signal, however many have ended.
void Deaths::drain() {
    signalfd_siginfo signal{};
    [[maybe_unused]] const auto size = ::read(fd_.get(), &signal, sizeof signal);
}

std::optional<pid_t> one_that_died() {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return std::nullopt;
    return info.si_pid;
}

bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

}  // namespace holdfast::runner
