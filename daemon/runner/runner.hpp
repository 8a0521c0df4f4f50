// The engine's side of a runner, the process that runs scripts: checks, or notifications. It is this executable started
// again (launch.hpp), so main() calls run_if_runner() before anything else. It is not the guard: a storm of scripts
// must not delay the deletion of an address.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "daemon/io/channel.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/runner/order.hpp"

namespace holdfast::runner {

class Runner {
public:
    // Starts the process, with its end of the socket; its pidfd. launch() or who may call it for us.
    using Launcher = std::function<io::Result<io::Fd>(const io::Fd& engine)>;
    // Waits for it to be ready, at most as long as `patience`.
    static io::Result<Runner> start(const Launcher& launcher, net::Duration patience = std::chrono::seconds{5});

    // Never waits: fails with EAGAIN when the runner does not listen, with EPIPE when it is dead, and with EMSGSIZE for
    // more than 256 KiB. Each order that was taken ends with Ended.
    io::Result<void> order(const Run& run) { return order(std::span{&run, 1}); }
    io::Result<void> order(std::span<const Run> runs);  // all of them, or none
    io::Result<void> kill(OrderId id);
    // What has ended since; never waits. Readable by socket().
    std::vector<Ended> heard();
    int socket() const { return socket_.get(); }

    bool alive() const;
    int fd() const { return process_.get(); }  // readable when it has died

private:
    Runner(io::Fd socket, io::Fd process) : socket_{std::move(socket)}, process_{std::move(process)} {}
    io::Fd socket_;
    io::Fd process_;
    io::Inbox inbox_;
};

// The exit status, if this process was started to be a runner: main() returns it at once.
std::optional<int> run_if_runner(int argc, char** argv);

}  // namespace holdfast::runner
