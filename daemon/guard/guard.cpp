#include "daemon/guard/guard.hpp"

#include <array>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/guard/channel.hpp"
#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/start.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/clock.hpp"

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

    io::Result<pid_t> spawn(std::array<std::string, 3> arguments) {
        std::array<char*, 4> argv{arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
        pid_t pid = 0;
        const int error = posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, argv.data(), environ);
        if (error != 0) return io::failed("start the guard", error);
        return pid;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// What is said to one who does not listen for a while; where the limit may not be passed, up to the limit.
void make_room(const io::Fd& socket) {
    constexpr int room = 4 << 20;
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) == 0) return;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
}

io::Result<void> wait_until_ready(const io::Fd& guard, net::Duration patience) {
    pollfd waiting{.fd = guard.get(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(patience).count())) <= 0)
        return io::failed("wait for the guard", ETIMEDOUT);
    if (!Inbox{}.receive(guard)) return io::failed("start the guard", ECHILD);
    return {};
}

}  // namespace

Guard::Guard(io::Fd socket, io::Fd process, Page page)
    : socket_{std::move(socket)}, process_{std::move(process)}, page_{std::move(page)}, pledged_at_(slot_count) {}

io::Result<Guard> Guard::start(net::Duration patience) {
    auto page = Page::create();
    if (!page) return std::unexpected{page.error()};
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return io::failed("start the guard");
    io::Fd ours{ends[0]};
    io::Fd theirs{ends[1]};
    make_room(ours);
    make_room(theirs);

    SpawnPlan plan;
    plan.inherit(theirs.get());
    plan.inherit(page->fd());
    const auto pid = plan.spawn({process_name, std::to_string(theirs.get()), std::to_string(page->fd())});
    if (!pid) return std::unexpected{pid.error()};
    theirs.reset();
    io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0))};
    if (!process) return io::failed("watch the guard");
    if (const auto ready = wait_until_ready(ours, patience); !ready) return std::unexpected{ready.error()};
    return Guard{std::move(ours), std::move(process), std::move(*page)};
}

io::Result<void> Guard::pledge(std::span<const Promise> promises) {
    const net::Instant now = io::now();
    for (const net::Bytes& message : encode(promises, now)) {
        if (const auto said = say(message); !said) return said;
    }
    for (const Promise& promise : promises) pledged_at_[promise.slot] = now;
    return {};
}

io::Result<void> Guard::say(const net::Bytes& message) {
    if (!send_message(socket_, message)) return io::failed("tell the guard");
    return {};
}

io::Result<void> Guard::equip(const Equipment& equipment, const fence::Latch& latch) {
    return say(encode(Equipped{equipment, latch}));
}

io::Result<void> Guard::fence(const fence::Order& order) {
    return say(encode(order));
}

io::Result<void> Guard::keep(const fence::Latch& latch) {
    return say(encode(latch));
}

std::vector<fence::Progress> Guard::heard() {
    std::vector<fence::Progress> all;
    while (const auto message = inbox_.receive(socket_)) {
        if (auto progress = decode_progress(*message)) all.push_back(std::move(*progress));
    }
    return all;
}

bool Guard::expired(Slot slot) const {
    return page_.last_expired(slot) > pledged_at_[slot];
}

bool Guard::alive() {
    siginfo_t ended{};
    const auto guard = static_cast<id_t>(process_.get());
    // An error means that its end was noticed before.
    return ::waitid(P_PIDFD, guard, &ended, WEXITED | WNOHANG) == 0 && ended.si_pid == 0;
}

}  // namespace holdfast::guard
