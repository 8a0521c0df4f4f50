#include "daemon/checks/schedule.hpp"

#include <algorithm>

namespace holdfast::checks {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration longest_spread = 1s;
constexpr net::Duration step = 50ms;

Report report_of(const Check& check) {
    const CheckStatus& status = check.status();
    return {status.name, status.health, status.number, status.reason};
}

// New checks begin one after the other, and keep that distance: 200 of them must not run in one moment. In steps, since
// each moment at which something is to be done costs more than what is done.
net::Instant turn(const CheckSettings& settings, std::size_t index, std::size_t count, net::Instant now) {
    const net::Duration spread = std::min(settings.interval, longest_spread);
    const net::Duration whole = spread * static_cast<std::int64_t>(index) / static_cast<std::int64_t>(count);
    return now + whole / step * step;
}

}  // namespace

std::vector<Schedule::Action> Schedule::handle(const Event& event, net::Instant now) {
    Actions actions;
    std::visit([&](const auto& what) { on(what, now, actions); }, event);
    return actions;
}

void Schedule::on(const Configured& event, net::Instant now, Actions& actions) {
    std::vector<Check> former = std::move(checks_);
    checks_.clear();
    checks_.reserve(event.settings.size());
    std::size_t index = 0;
    for (const CheckSettings& settings : event.settings) {
        const auto known = std::ranges::find_if(former, [&](const Check& check) {
            return check.settings().name == settings.name && check.settings().kind == settings.kind;
        });
        const net::Instant first = turn(settings, index++, event.settings.size(), now);
        if (known == former.end()) {
            checks_.emplace_back(settings, first, now);
            actions.emplace_back(report_of(checks_.back()));
            continue;
        }
        if (known->settings() != settings) known->adjust(settings, first);
        checks_.push_back(std::move(*known));
        former.erase(known);
    }
    for (const Check& gone : former) {
        if (const auto run = gone.run()) actions.emplace_back(KillRun{*run});
    }
}

void Schedule::on(const RunEnded& event, net::Instant now, Actions& actions) {
    const auto check = std::ranges::find_if(checks_, [&](const Check& known) { return known.runs(event.run); });
    if (check != checks_.end() && check->end(event.outcome, now)) actions.emplace_back(report_of(*check));
}

void Schedule::on(const Hastened& event, net::Instant now, Actions& actions) {
    for (Check& check : checks_) {
        if (check.settings().name == event.check) check.hasten(now);
    }
    on(DeadlineReached{}, now, actions);
}

void Schedule::on(DeadlineReached, net::Instant now, Actions& actions) {
    for (Check& check : checks_) {
        if (check.has_overrun(now)) {
            actions.emplace_back(KillRun{*check.run()});
            if (check.give_up(now)) actions.emplace_back(report_of(check));
        }
        if (check.is_due(now)) take_turn(check, now, actions);
    }
}

void Schedule::take_turn(Check& check, net::Instant now, Actions& actions) {
    if (!check.take_turn(now)) return;
    if (check.is_running()) {
        if (check.blocked(now)) actions.emplace_back(report_of(check));
        return;
    }
    const RunId run = ++last_run_;
    const net::Instant until = check.begin(run, now);
    actions.emplace_back(StartRun{run, check.settings(), until});
}

std::optional<net::Instant> Schedule::deadline() const {
    std::optional<net::Instant> earliest;
    for (const Check& check : checks_) earliest = net::earlier(earliest, check.deadline());
    return earliest;
}

Status Schedule::status() const {
    Status status;
    status.reserve(checks_.size());
    for (const Check& check : checks_) status.push_back(check.status());
    return status;
}

}  // namespace holdfast::checks
