#include "daemon/runner/runner.hpp"

#include <algorithm>
#include <iterator>

#include <poll.h>
#include <sys/socket.h>

#include "daemon/io/parcel.hpp"
#include "daemon/runner/wire.hpp"

namespace holdfast::runner {
namespace {

// What is said to one who does not listen for a while; where the limit may not be passed, up to the limit.
void make_room(const io::Fd& socket) {
    constexpr int room = 4 << 20;
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) == 0) return;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
}

io::Result<void> wait_until_ready(const io::Fd& socket, net::Duration patience) {
    pollfd waiting{.fd = socket.get(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(patience).count())) <= 0)
        return io::failed("wait for the runner", ETIMEDOUT);
    if (!io::Inbox{}.receive(socket)) return io::failed("start the runner", ECHILD);
    return {};
}

}  // namespace

io::Result<Runner> Runner::start(const Launcher& launcher, net::Duration patience) {
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    make_room(ours);
    make_room(theirs);
    auto process = launcher(theirs);
    if (!process) return std::unexpected{process.error()};
    theirs.reset();
    if (const auto ready = wait_until_ready(ours, patience); !ready) return std::unexpected{ready.error()};
    return Runner{std::move(ours), std::move(*process)};
}

io::Result<void> Runner::order(std::span<const Run> runs) {
    net::Bytes message;
    for (const Run& run : runs) std::ranges::copy(encode(Order{run}), std::back_inserter(message));
    if (!io::send_message(socket_, message)) return io::failed("order a run");
    return {};
}

io::Result<void> Runner::kill(OrderId id) {
    if (!io::send_message(socket_, encode(Order{Kill{id}}))) return io::failed("order an end");
    return {};
}

std::vector<Ended> Runner::heard() {
    std::vector<Ended> all;
    while (const auto message = inbox_.receive(socket_)) {
        if (auto ends = decode_ends(*message)) std::ranges::move(*ends, std::back_inserter(all));
    }
    return all;
}

// Whoever started it: it need not be our child.
bool Runner::alive() const {
    pollfd process{.fd = process_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&process, 1, 0) == 0;
}

}  // namespace holdfast::runner
