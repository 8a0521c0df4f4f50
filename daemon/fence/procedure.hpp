// The order of a fence (detector.md §5): the addresses go at once and are verified while the latch is written; when
// both are done or have run out of time the command runs; then the addresses are looked for again.
//
// Escalation goes one configured rung further, and looks again after each, as long as
//  - addresses are still there: from the first step on, without waiting for the disk or for the command; or
//  - the command has failed, hung or is missing, and no rung has succeeded since.
// A latch that cannot be written is told and no more: no rung mends a disk, and a reboot would forget the fence.
//
// The last Progress is that of a look, and has succeeded if the addresses are gone and nothing else is open. Pure: the
// guard does what it says.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "daemon/fence/order.hpp"
#include "daemon/fence/settings.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::fence {

// Events.
struct Ordered {
    Order order;
};
struct StepBegan {  // it had to wait for its turn: its time counts from here
    Step step{};
};
struct StepEnded {
    Step step{};
    bool succeeded = false;
    std::string what;
};
struct DeadlineReached {};

// Actions.
struct Perform {  // StepEnded follows, whatever happens
    Step step{};
    bool operator==(const Perform&) const = default;
};
struct Abandon {  // its time is up: kill what it runs
    Step step{};
    bool operator==(const Abandon&) const = default;
};

class Procedure {
public:
    using Event = std::variant<Ordered, StepBegan, StepEnded, DeadlineReached>;
    using Action = std::variant<Perform, Abandon, Progress>;

    explicit Procedure(Settings settings) : settings_{std::move(settings)} {}

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;
    bool finished() const { return finished_; }
    const Order& order() const { return order_; }

private:
    // The addresses' way: out at once, else up the rungs; and a second time after the command.
    enum class Stage : std::uint8_t { removing, waiting_for_the_latch, commanding, looking_again };

    void on(const Ordered& event);
    void on(const StepBegan& event);
    void on(const StepEnded& event);
    void on(const DeadlineReached& event);

    void start(Step step);
    void tell(Step step, bool succeeded, std::string what, bool last = false);
    void run_out(Step step);
    void go_on(const StepEnded& ended);
    void looked(const StepEnded& ended);
    void climb();
    void addresses_settled();
    void command_when_both_are_done();
    bool at_the_top() const { return rung_ == settings_.escalate.size(); }

    Settings settings_;
    Order order_;
    net::Instant ordered_at_;
    net::Instant now_;
    std::vector<Action> actions_;

    std::map<Step, std::optional<net::Instant>> awaited_;  // and until when; none: abandoned
    std::set<Step> late_;                                  // ran out of time, and may yet end
    Stage stage_ = Stage::removing;
    std::size_t rung_ = 0;  // the next
    bool latch_settled_ = false;
    bool command_failed_ = false;  // and no rung has succeeded since
    bool finished_ = false;
};

}  // namespace holdfast::fence
