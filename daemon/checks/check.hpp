// One check: when it runs next, and what its results mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/checks/settings.hpp"
#include "daemon/checks/status.hpp"

namespace holdfast::checks {

using RunId = std::uint64_t;

// The result of one run.
struct Outcome {
    bool ok = false;
    std::optional<std::int64_t> number{};
    std::string reason{};  // "exit code 2", "connection refused"
    bool timed_out = false;
    std::string output{};
};

class Check {
public:
    Check(CheckSettings settings, net::Instant first_run, net::Instant now);

    // The same thing is checked, in another way: what is known of it stays.
    void adjust(CheckSettings settings, net::Instant next_run);

    // When it has something to do: to run, or to give up a run.
    net::Instant deadline() const;
    bool is_due(net::Instant now) const { return next_run_ <= now; }
    bool is_running() const { return run_.has_value(); }
    bool runs(RunId run) const { return run_ && run_->id == run; }
    std::optional<RunId> run() const { return run_ ? std::optional{run_->id} : std::nullopt; }

    // Its turn has come; false: it is so late that many others are too, and waits for its own moment in the interval.
    bool take_turn(net::Instant now);
    // The run's time will be up at the instant that is returned.
    net::Instant begin(RunId run, net::Instant now);
    void hasten(net::Instant now);

    // The run's time is up and it goes on: it has failed, and is to be killed.
    bool has_overrun(net::Instant now) const { return run_ && !run_->given_up && run_->until <= now; }
    // Each says whether health or number have changed.
    bool give_up(net::Instant now);
    bool end(const Outcome& outcome, net::Instant now);
    // Its turn has come while the run that was given up is still there: another failure.
    bool blocked(net::Instant now);

    const CheckSettings& settings() const { return settings_; }
    const CheckStatus& status() const { return status_; }

private:
    struct Run {
        RunId id = 0;
        net::Instant began;
        net::Instant until;
        bool given_up = false;
        bool is_counted = false;  // as a failure of this turn
    };
    bool count(bool ok, net::Instant now);
    bool become(Health health, net::Instant now);

    CheckSettings settings_;
    net::Instant next_run_;
    bool waived_ = false;  // its last turn
    bool owed_ = false;    // a turn that a run which was given up has blocked
    std::optional<Run> run_;
    int in_a_row_ = 0;  // results that speak against its health
    CheckStatus status_;
};

}  // namespace holdfast::checks
