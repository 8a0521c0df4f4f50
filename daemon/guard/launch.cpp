#include "daemon/guard/launch.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/guard/channel.hpp"
#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/start.hpp"
#include "daemon/io/parcel.hpp"

namespace holdfast::guard {
namespace {

// What posix_spawn is to do besides: no terminal, no signal settings of ours, a session of its own so that a signal to
// our process group passes it by.
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

    io::Result<pid_t> spawn(std::array<std::string, 4> arguments) {
        std::array<char*, 5> argv{};
        std::ranges::transform(arguments, argv.begin(), [](std::string& argument) { return argument.data(); });
        pid_t pid = 0;
        const int error = posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, argv.data(), environ);
        if (error != 0) return io::failed("start the guard", error);
        return pid;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

io::Result<Launched> launch(const io::Fd& engine, const io::Fd& page, const Equipment& equipment) {
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    if (auto told = outfit(ours, equipment); !told) return std::unexpected{told.error()};  // it finds that there

    SpawnPlan plan;
    for (const int inherited : {engine.get(), page.get(), theirs.get()}) plan.inherit(inherited);
    const auto pid = plan.spawn(
        {process_name, std::to_string(engine.get()), std::to_string(page.get()), std::to_string(theirs.get())});
    if (!pid) return std::unexpected{pid.error()};
    io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0))};
    if (!process) return io::failed("watch the guard");
    return Launched{std::move(process), std::move(ours)};
}

io::Result<void> outfit(const io::Fd& outfitter, const Equipment& equipment) {
    if (!send_message(outfitter, encode(equipment))) return io::failed("outfit the guard");
    return {};
}

}  // namespace holdfast::guard
