// A runner, and the outfitter that started it: in the daemon that is another process than the engine.
#pragma once

#include <stdexcept>

#include "daemon/io/clock.hpp"
#include "daemon/runner/launch.hpp"
#include "daemon/runner/runner.hpp"
#include "tests/unit/mailbox.hpp"

namespace holdfast::test {

using namespace std::chrono_literals;

class Outfitted {
public:
    explicit Outfitted(std::vector<runner::Command> commands, runner::Duty duty = runner::Duty::checks)
        : commands_{std::move(commands)} {
        auto started = runner::Runner::start([&](const io::Fd& engine) -> io::Result<io::Fd> {
            auto launched = runner::launch(engine, duty, commands_);
            if (!launched) return std::unexpected{launched.error()};
            outfitter_ = std::move(launched->outfitter);
            return std::move(launched->process);
        });
        if (!started) throw std::runtime_error{started.error().text()};
        runner_.emplace(std::move(*started));
    }
    runner::Runner& operator*() { return *runner_; }
    runner::Runner* operator->() { return &*runner_; }

    void outfit(std::vector<runner::Command> commands) {
        commands_ = std::move(commands);
        if (!runner::outfit(outfitter_, commands_)) throw std::runtime_error{"outfit"};
    }
    runner::Run run(std::uint32_t command = 0) {
        runner::Run run;
        run.id = ++last_;
        run.generation = runner::generation_of(commands_);
        run.command = command;
        return run;
    }
    runner::OrderId order(const runner::Run& run) {
        if (!runner_->order(run)) throw std::runtime_error{"order"};
        return run.id;
    }
    runner::Ended end_of(runner::OrderId id) {
        while (true) {
            for (const runner::Ended& ended : heard_) {
                if (ended.id == id) return ended;
            }
            if (!readable(runner_->socket(), 10s)) throw std::runtime_error{"it does not end"};
            for (runner::Ended& ended : runner_->heard()) heard_.push_back(std::move(ended));
        }
    }
    runner::Ended result_of(const runner::Run& run) { return end_of(order(run)); }
    runner::Ended result() { return result_of(run()); }
    // As an engine that dies.
    io::Fd leave() {
        const int process = ::dup(runner_->fd());
        runner_.reset();
        return io::Fd{process};
    }
    // In the order of their end.
    const std::vector<runner::Ended>& heard() const { return heard_; }

private:
    std::vector<runner::Command> commands_;
    io::Fd outfitter_;
    std::optional<runner::Runner> runner_;
    std::vector<runner::Ended> heard_;
    runner::OrderId last_ = 0;
};

inline runner::Command command(std::vector<std::string> argv, net::Duration time_limit = 10s) {
    return {.argv = std::move(argv), .user = "", .time_limit = time_limit};
}

}  // namespace holdfast::test
