// Which script is run when: of each party one at a time, in the order of what happened. A script that hangs holds up
// its own party alone, until its time is up, which the runner sees to.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "daemon/notify/call.hpp"
#include "daemon/notify/status.hpp"

namespace holdfast::notify {

using RunId = std::uint64_t;

// Events.
// Waiting calls are of the configuration before: they are ordered at once, and go before others. Parties that are new
// may have begun already: their scripts are told how they stand.
struct Configured {
    Settings settings;
};
struct RunEnded {
    RunId run = 0;
    Result result{};
    std::string why{};  // "exit code 2: no such table"
    net::Instant at{};
};
struct Flushed {};  // the end is near: the runner has what waits, and runs it even without us

// Actions.
struct StartRun {  // the runner runs those of one party one after the other
    RunId run = 0;
    Key party;
    Call call;
    bool operator==(const StartRun&) const = default;
};
struct Failed {  // a run did not end well
    Key party;
    Slot slot{};
    Result result{};
    std::string why{};
    bool operator==(const Failed&) const = default;
};

class Queue {
public:
    static constexpr std::size_t most_waiting = 64;  // of a party

    using Event = std::variant<Configured, Happening, RunEnded, Flushed>;
    using Action = std::variant<StartRun, Failed>;

    std::vector<Action> handle(const Event& event);
    bool idle() const;
    const Picture& picture() const { return picture_; }
    std::vector<PartyStatus> status() const;

private:
    using Actions = std::vector<Action>;
    struct Line {  // of a party
        PartyStatus status;
        std::deque<Call> waiting{};
        std::map<RunId, Slot> ordered{};
    };
    void on(const Configured& event, Actions& actions);
    void on(const Happening& event, Actions& actions);
    void on(const RunEnded& event, Actions& actions);
    void on(Flushed event, Actions& actions);
    void enqueue(const Party& party, const Happening& happening, Actions& actions);
    void catch_up(const std::vector<Party>& before, Actions& actions);
    void order_all(Line& line, Actions& actions);
    void order(Line& line, Actions& actions);
    void drop_oldest(Line& line, Actions& actions);

    Settings settings_;
    Picture picture_;
    std::map<Key, Line> lines_;
    RunId last_ = 0;
    bool is_configured_ = false;
    bool flushing_ = false;
};

}  // namespace holdfast::notify
