#include "daemon/runner/runner.hpp"

#include <algorithm>
#include <iterator>

#include <poll.h>

#include "daemon/io/lifeline.hpp"
#include "daemon/runner/wire.hpp"

namespace holdfast::runner {

io::Result<Runner> Runner::start(const Launcher& launcher, net::Duration patience) {
    auto channel = io::make_lifeline();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    auto process = launcher(theirs);
    if (!process) return std::unexpected{process.error()};
    theirs.reset();
    const auto ready = io::await_first_word(ours, "the runner", patience);
    if (!ready) return std::unexpected{ready.error()};
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
