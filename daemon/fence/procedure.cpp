#include "daemon/fence/procedure.hpp"

#include <string>
#include <utility>

namespace holdfast::fence {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration remove_limit = 50ms;
constexpr net::Duration limit = 2s;  // of each other step, the command excepted

Step step_of(Escalation rung) {
    switch (rung) {
        case Escalation::block:
            return Step::block;
        case Escalation::link_down:
            return Step::link_down;
        case Escalation::watchdog:
            return Step::watchdog;
        case Escalation::reboot:
            return Step::reboot;
    }
    std::unreachable();
}

std::string in_milliseconds(net::Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

}  // namespace

std::vector<Procedure::Action> Procedure::handle(const Event& event, net::Instant now) {
    now_ = now;
    if (!finished_) std::visit([this](const auto& happened) { on(happened); }, event);
    return std::exchange(actions_, {});
}

std::optional<net::Instant> Procedure::deadline() const {
    std::optional<net::Instant> earliest;
    if (finished_) return earliest;
    for (const auto& [step, until] : awaited_) earliest = net::earlier(earliest, until);
    return earliest;
}

void Procedure::on(const Ordered& event) {
    order_ = event.order;
    ordered_at_ = now_;
    start(Step::remove);
    start(Step::persist);
}

void Procedure::on(const StepBegan& event) {
    if (awaited_.contains(event.step)) awaited_[event.step] = now_ + settings_.timeout;
}

void Procedure::on(const StepEnded& event) {
    if (awaited_.erase(event.step) > 0) return go_on(event);
    if (late_.erase(event.step) > 0) tell(event.step, event.succeeded, event.what);
}

void Procedure::on(const DeadlineReached&) {
    const auto awaited = awaited_;
    for (const auto& [step, until] : awaited) {
        if (until && *until <= now_) run_out(step);
    }
}

void Procedure::start(Step step) {
    awaited_[step] = now_ + (step == Step::remove ? remove_limit : limit);
    if (step == Step::command) awaited_[step].reset();  // until it begins
    actions_.emplace_back(Perform{step});
}

void Procedure::tell(Step step, bool succeeded, std::string what, bool last) {
    actions_.emplace_back(Progress{order_.id, step, succeeded, std::move(what), now_ - ordered_at_, last});
}

// The first two may take as long as they need, and nothing waits for them. Later ones are killed, and then end.
void Procedure::run_out(Step step) {
    if (step != Step::remove && step != Step::persist) {
        awaited_[step].reset();
        actions_.emplace_back(Abandon{step});
        return;
    }
    awaited_.erase(step);
    late_.insert(step);
    go_on({step, false, "not done after " + in_milliseconds(now_ - ordered_at_)});
}

void Procedure::go_on(const StepEnded& ended) {
    if (ended.step == Step::verify) return looked(ended);
    tell(ended.step, ended.succeeded, ended.what);
    switch (ended.step) {
        case Step::remove:
            return ended.succeeded ? addresses_settled() : climb();
        case Step::persist:
            latch_settled_ = true;
            return command_when_both_are_done();
        case Step::command:
            command_failed_ = !ended.succeeded;
            stage_ = Stage::looking_again;
            return start(Step::verify);
        case Step::verify:
            return;
        case Step::block:
        case Step::link_down:
        case Step::watchdog:
        case Step::reboot:
            command_failed_ = command_failed_ && !ended.succeeded;
            return start(Step::verify);
    }
}

void Procedure::looked(const StepEnded& ended) {
    if (stage_ == Stage::removing) {
        tell(Step::verify, ended.succeeded, ended.what);
        return ended.succeeded ? addresses_settled() : climb();
    }
    const bool succeeded = ended.succeeded && !command_failed_;
    finished_ = succeeded || at_the_top();
    const bool only_the_command = ended.succeeded && command_failed_;
    tell(Step::verify, succeeded, only_the_command ? "the addresses are gone, but the command failed" : ended.what,
         finished_);
    if (!finished_) climb();
}

void Procedure::climb() {
    if (at_the_top()) return addresses_settled();
    start(step_of(settings_.escalate[rung_++]));
}

// Gone, or nothing more can be done about them: either way the command may help.
void Procedure::addresses_settled() {
    stage_ = Stage::waiting_for_the_latch;
    command_when_both_are_done();
}

void Procedure::command_when_both_are_done() {
    if (stage_ != Stage::waiting_for_the_latch || !latch_settled_) return;
    stage_ = settings_.command.empty() ? Stage::looking_again : Stage::commanding;
    start(settings_.command.empty() ? Step::verify : Step::command);
}

}  // namespace holdfast::fence
