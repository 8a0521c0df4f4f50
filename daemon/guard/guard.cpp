#include "daemon/guard/guard.hpp"

#include <poll.h>

#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/io/lifeline.hpp"

namespace holdfast::guard {

Guard::Guard(io::Fd socket, io::Fd process, Page page)
    : socket_{std::move(socket)}, process_{std::move(process)}, page_{std::move(page)}, pledged_at_(slot_count) {}

io::Result<Guard> Guard::start(const Launcher& launcher, net::Duration patience) {
    auto page = Page::create();
    if (!page) return std::unexpected{page.error()};
    auto channel = io::make_lifeline();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    auto process = launcher(theirs, page->file());
    if (!process) return std::unexpected{process.error()};
    theirs.reset();
    const auto ready = io::await_first_word(ours, "the guard", patience);
    if (!ready) return std::unexpected{ready.error()};
    return Guard{std::move(ours), std::move(*process), std::move(*page)};
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
    if (!io::send_message(socket_, message)) return io::failed("tell the guard");
    return {};
}

io::Result<void> Guard::remind(const fence::Latch& latch) {
    return say(encode(Reminder{latch}));
}

io::Result<void> Guard::fence(const fence::Order& order) {
    return say(encode(order));
}

io::Result<void> Guard::keep(const fence::Latch& latch) {
    return say(encode(latch));
}

io::Result<void> Guard::hand_off(const Handoff& handoff) {
    return say(encode(handoff));
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

// Whoever started it: it need not be our child.
bool Guard::alive() const {
    pollfd process{.fd = process_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&process, 1, 0) == 0;
}

}  // namespace holdfast::guard
