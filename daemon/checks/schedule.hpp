// All checks of this host: when each runs, and what that says of its health. Never two runs of one check at once. Pure:
// the probes do what it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/checks/check.hpp"

namespace holdfast::checks {

// Events.
struct Configured {  // all checks, each time; those that are as before go on as before
    Settings settings;
};
struct RunEnded {  // also one that was killed; of a check that is gone: nothing
    RunId run = 0;
    Outcome outcome;
};
struct Hastened {  // there is reason to look now
    std::string check;
};
struct DeadlineReached {};

// Actions.
struct StartRun {  // RunEnded follows, whatever happens; also for what cannot be started
    RunId run = 0;
    CheckSettings check;
    net::Instant until;  // who ends it by itself by then can say more of it
    bool operator==(const StartRun&) const = default;
};
struct KillRun {  // its result counts no more
    RunId run = 0;
    bool operator==(const KillRun&) const = default;
};
struct Report {  // of each new check, and whenever health or number change
    std::string check;
    Health health = Health::unknown;
    std::optional<std::int64_t> number{};
    std::string reason{};
    bool operator==(const Report&) const = default;
};

class Schedule {
public:
    using Event = std::variant<Configured, RunEnded, Hastened, DeadlineReached>;
    using Action = std::variant<StartRun, KillRun, Report>;

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;
    Status status() const;

private:
    using Actions = std::vector<Action>;
    void on(const Configured& event, net::Instant now, Actions& actions);
    void on(const RunEnded& event, net::Instant now, Actions& actions);
    void on(const Hastened& event, net::Instant now, Actions& actions);
    void on(DeadlineReached event, net::Instant now, Actions& actions);
    void take_turn(Check& check, net::Instant now, Actions& actions);

    std::vector<Check> checks_;
    RunId last_run_ = 0;
};
static_assert(net::SansIo<Schedule>);

}  // namespace holdfast::checks
