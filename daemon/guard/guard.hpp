// The engine's side of its guard, a process that deletes the addresses when the engine falls silent: dead, stopped or
// stuck. It is this executable started again (launch.hpp), so main() calls run_if_guard() before anything else.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/guard/handoff.hpp"
#include "daemon/guard/leftover.hpp"
#include "daemon/guard/page.hpp"
#include "daemon/guard/promise.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::guard {

class Guard {
public:
    // Starts the process, with its ends of the socket and the page; its pidfd. launch() or who may call it for us.
    using Launcher = std::function<io::Result<io::Fd>(const io::Fd& engine, const io::Fd& page)>;
    // Waits for it to be on duty, at most as long as `patience`.
    static io::Result<Guard> start(const Launcher& launcher, net::Duration patience = std::chrono::seconds{5});

    // A store into memory, no more. The time is that from before the sending.
    void advert_sent(Slot slot, net::Instant at) { page_.sent(slot, at); }

    // Before the addresses are added, and after they were removed. Never waits: fails with EAGAIN when the guard does
    // not listen, and with EPIPE when it is dead. What is pledged counts from now until the first advert.
    io::Result<void> pledge(std::span<const Promise> promises);

    // The latch as it is now, which is not written. Told at each start and reload, and to each new guard. Progress of
    // order 0 tells when the watchdog cannot be armed.
    io::Result<void> remind(const fence::Latch& latch);
    // Takes an instance out of service; never waits. heard() tells how that goes. The guard latches it by itself: we
    // may hang from now on. The order's id is new and not 0; details beyond 16 KiB are left out.
    io::Result<void> fence(const fence::Order& order);
    // Persists the latch as it is now, as after a release. Progress of order 0 tells of it. Those that are no longer in
    // it are released: their fences end where they are, and what blocks their addresses goes.
    io::Result<void> keep(const fence::Latch& latch);
    // From now on the adverts are the guard's to send, until a successor takes over or the time is up: the engine is
    // about to end, and sends none any more.
    io::Result<void> hand_off(const Handoff& handoff);
    // What the guard has said since; never waits. Readable by socket().
    std::vector<fence::Progress> heard();
    int socket() const { return socket_.get(); }

    // True after the guard has deleted a slot's addresses, until they are pledged again.
    bool expired(Slot slot) const;

    bool alive() const;
    int fd() const { return process_.get(); }  // readable when the guard has died

private:
    Guard(io::Fd socket, io::Fd process, Page page);
    io::Result<void> say(const net::Bytes& message);

    io::Fd socket_;
    io::Fd process_;
    Page page_;
    io::Inbox inbox_;
    std::vector<net::Instant> pledged_at_;
};

// What a dead predecessor left in this network namespace, still on its interfaces; its guard will not delete them.
struct Inheritance {
    std::vector<Leftover> leftovers;
    io::Fd guard;  // none: it has ended, or there was none
};
// Nobody was here: nothing. Fails with ETIMEDOUT when that guard does not answer, as while its engine lives.
io::Result<Inheritance> take_over();
// From then on that guard writes no more, and whom its engine fenced is in the latch on disk, as far as that could be
// written. Fails with ETIMEDOUT.
io::Result<void> await_latch(const Inheritance& inheritance, std::chrono::milliseconds patience);

// The exit status, if this process was started to be a guard: main() returns it at once.
std::optional<int> run_if_guard(int argc, char** argv);

}  // namespace holdfast::guard
