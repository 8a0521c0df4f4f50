#include "daemon/io/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration until_killed = 2s;
constexpr net::Duration until_given_up = 1s;
constexpr std::size_t most_output = 4096;
constexpr net::Duration between_drains = 10ms;  // of what is dropped: a flood fills the pipe, and costs us little

void restore_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);  // fails where nothing can be set
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

struct Pipe {
    Fd into, out_of;
    bool open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
        out_of = Fd{ends[0]};
        into = Fd{ends[1]};
        return true;
    }
};

[[noreturn]] void live(const Child::Work& work, int input, int output) {
    ::setsid();
    ::dup2(input == Child::nothing ? ::open("/dev/null", O_RDONLY) : input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    restore_signals();
    ::umask(S_IRWXG | S_IRWXO);
    if (::chdir("/") != 0) ::_exit(1);
    ::_exit(work());
}

void never_wait(const Fd& fd) {
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
}

Ending ending_of(const siginfo_t& info) {
    return {info.si_code == CLD_EXITED ? Ending::Kind::exited : Ending::Kind::signalled, info.si_status};
}

}  // namespace

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

Child::Child(pid_t pid, Fd input, Fd output, std::string to_say)
    : pid_{pid}, input_{std::move(input)}, output_of_{std::move(output)}, to_say_{std::move(to_say)} {
    if (input_) never_wait(input_);
    never_wait(output_of_);
    feed();
}

Result<Child> Child::start(const Work& work, std::string input) {
    const Starter by_fork = [&work](int its_input, int its_output) -> Result<pid_t> {
        const pid_t pid = ::fork();
        if (pid == 0) live(work, its_input, its_output);
        if (pid < 0) return failed("start a process");
        return pid;
    };
    auto child = start_by(by_fork, std::move(input));
    if (!child) return child;
    if (const auto watched = child->watch(); !watched) return std::unexpected{watched.error()};
    return child;
}

Result<Child> Child::start_by(const Starter& starter, std::string input) {
    Pipe in;
    Pipe out;
    if ((!input.empty() && !in.open()) || !out.open()) return failed("make a pipe");
    const auto pid = starter(input.empty() ? nothing : in.out_of.get(), out.into.get());
    if (!pid) return std::unexpected{pid.error()};
    return Child{*pid, std::move(in.into), std::move(out.out_of), std::move(input)};
}

Result<void> Child::watch() {
    process_ = Fd{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
    if (process_) return {};
    const int error = errno;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    return failed("watch a process", error);
}

void Child::poll_on(std::vector<pollfd>& sources) const {
    if (ending_) return;
    if (process_) sources.push_back({.fd = process_.get(), .events = POLLIN, .revents = 0});
    if (input_) sources.push_back({.fd = input_.get(), .events = POLLOUT, .revents = 0});
    if (output_of_ && !drain_at_) sources.push_back({.fd = output_of_.get(), .events = POLLIN, .revents = 0});
}

void Child::advance(net::Instant now) {
    if (ending_) return;
    feed();
    hear(now);
    insist(now);
    look_for_its_end(now);
}

void Child::feed() {
    while (input_ && !to_say_.empty()) {
        const auto said = ::write(input_.get(), to_say_.data(), to_say_.size());
        if (said < 0 && errno == EAGAIN) return;
        if (said < 0) break;  // it does not read: that is its business
        to_say_.erase(0, static_cast<std::size_t>(said));
    }
    input_.reset();
}

// As much as the pipe holds at once, and no more: who talks without end must not keep us.
void Child::hear(net::Instant now) {
    if (!output_of_ || (drain_at_ && *drain_at_ > now)) return;
    constexpr std::size_t most_of_a_pipe = 65536;
    const auto buffer = std::make_unique_for_overwrite<char[]>(most_of_a_pipe);
    const auto size = ::read(output_of_.get(), buffer.get(), most_of_a_pipe);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        if (drain_at_) drain_at_ = now + between_drains;
        return;
    }
    if (size <= 0) {
        output_of_.reset();
        drain_at_.reset();
        return;
    }
    output_.append(buffer.get(), std::min(static_cast<std::size_t>(size), most_output - output_.size()));
    if (output_.size() == most_output) drain_at_ = now + between_drains;
}

void Child::stop(net::Instant now) {
    if (ending_ || insist_at_) return;
    signal(SIGTERM);
    insist_at_ = now + until_killed;
}

void Child::insist(net::Instant now) {
    if (!insist_at_ || *insist_at_ > now) return;
    if (killed_) {
        ending_ = Ending{Ending::Kind::stuck, 0};
        return;
    }
    signal(SIGKILL);
    killed_ = true;
    insist_at_ = now + until_given_up;
}

void Child::look_for_its_end(net::Instant now) {
    siginfo_t info{};
    const auto process = static_cast<id_t>(pid_);  // nobody else's before it is buried
    if (::waitid(P_PID, process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0) bury(now);
}

void Child::bury(net::Instant now) {
    siginfo_t info{};
    ::kill(-pid_, SIGKILL);
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
    drain_at_.reset();
    hear(now);  // its last words
    ending_ = ending_of(info);
    input_.reset();
    output_of_.reset();
    insist_at_.reset();
    drain_at_.reset();
}

void Child::signal(int number) const {
    if (::kill(-pid_, number) != 0) ::kill(pid_, number);  // it may not lead its group yet
}

}  // namespace holdfast::io
