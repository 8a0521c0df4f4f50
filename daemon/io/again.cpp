#include "daemon/io/again.hpp"

#include <algorithm>
#include <charconv>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace holdfast::io {
namespace {

// What posix_spawn is to do besides.
class SpawnPlan {
public:
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        for (int fd = 0; fd <= 2; ++fd) posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | short{POSIX_SPAWN_SETSID});
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    // Onto itself: stays open in the child.
    void inherit(int fd) { posix_spawn_file_actions_adddup2(&actions_, fd, fd); }

    Result<pid_t> spawn(std::vector<std::string>& arguments) {
        std::vector<char*> argv(arguments.size() + 1);  // the last one is null
        std::ranges::transform(arguments, argv.begin(), [](std::string& argument) { return argument.data(); });
        pid_t pid = 0;
        const int error = posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, argv.data(), environ);
        if (error != 0) return failed("start " + arguments.front(), error);
        return pid;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Fd> start_again(std::vector<std::string> arguments, std::span<const int> inherited) {
    SpawnPlan plan;
    for (const int fd : inherited) plan.inherit(fd);
    const auto pid = plan.spawn(arguments);
    if (!pid) return std::unexpected{pid.error()};
    Fd process{static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0))};
    if (!process) return failed("watch " + arguments.front());
    return process;
}

std::optional<int> number_in(std::string_view argument) {
    int value = 0;
    const auto [end, error] = std::from_chars(argument.begin(), argument.end(), value);
    if (error != std::errc{} || end != argument.end()) return std::nullopt;
    return value;
}

void close_all_but(std::vector<int> inherited) {
    std::ranges::sort(inherited);
    unsigned next = STDERR_FILENO + 1;
    for (const int fd : inherited) {
        const auto open = static_cast<unsigned>(fd);
        if (open > next) ::close_range(next, open - 1, 0);
        next = open + 1;
    }
    ::close_range(next, ~0U, 0);
}

}  // namespace holdfast::io
