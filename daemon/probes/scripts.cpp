#include "daemon/probes/scripts.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

#include "daemon/io/clock.hpp"
#include "daemon/io/printable.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_starts = 2s;
constexpr net::Duration until_ready = 1s;
constexpr net::Duration until_it_hangs = 5s;  // it kills within 3 s, or says that it cannot
constexpr std::size_t kept_output = 4096;
constexpr std::size_t most_at_once = 64;  // orders in a message

checks::Outcome outcome_of(const runner::Ended& ended) {
    const bool is_ok = ended.fate == runner::Fate::exited && ended.value == 0;
    return {.ok = is_ok,
            .reason = io::with_first_line(describe(ended), ended.output),
            .timed_out = ended.fate == runner::Fate::timed_out,
            .output = io::printable(ended.output, kept_output)};
}

// Its end is seen by its pidfd a moment later. The second: it left something unread.
bool is_of_the_dead(const io::Error& error) {
    return error.code == EPIPE || error.code == ECONNRESET;
}

}  // namespace

void Scripts::plan(const Plan& plan) {
    places_.clear();
    std::uint32_t next = 0;
    for (const checks::CheckSettings& check : plan.checks) {
        if (std::holds_alternative<checks::ScriptCheck>(check.kind)) places_[check.name] = next++;
    }
    generation_ = runner::generation_of(commands_of(plan));
}

void Scripts::start(const checks::StartRun& run, net::Instant now) {
    running_[run.run] = {run.check.name};
    if (runner_) return plan_order(run.run, run.check.name);
    seek_runner(now);
}

// All that runs waits for one. That the last one died fails nothing; that none could be started does.
void Scripts::seek_runner(net::Instant now) {
    if (!next_start_ || now >= *next_start_) start_runner();
    const auto waiting = running_;
    for (const auto& [run, running] : waiting) {
        if (runner_) {
            plan_order(run, running.check);
        } else if (!why_not_.empty()) {
            end(run, failure("cannot be run: " + why_not_));
        }
    }
}

// One that dies is replaced at once, where it is the first in a while: a run whose limit is short would not wait.
void Scripts::start_runner() {
    auto started = runner::Runner::start(launcher_, until_ready);
    const net::Instant former_start = std::exchange(last_start_, io::now());  // it may have waited
    next_start_ = (started ? former_start : last_start_) + between_starts;
    const std::string former = std::exchange(why_not_, started ? "" : started.error().text());
    if (started) {
        runner_.emplace(std::move(*started));
    } else if (why_not_ != former) {  // which was said
        note_({.level = net::Level::error, .event = "runner_failed", .instance = "", .fields = {{"reason", why_not_}}});
    }
}

void Scripts::plan_order(checks::RunId run, const std::string& check) {
    const auto place = places_.find(check);
    if (place == places_.end()) return end(run, failure("it is no longer configured"));
    runner::Run order;
    order.id = run;
    order.generation = generation_;
    order.command = place->second;
    order.environment = {{"HOLDFAST_CHECK", check}};
    orders_.push_back(std::move(order));
}

// Those of one moment in one message. What one that is dead does not take is among what it ran.
void Scripts::order_planned() {
    if (!runner_) return;
    const auto orders = std::exchange(orders_, {});
    for (std::size_t first = 0; first < orders.size(); first += most_at_once) {
        const std::span some = std::span{orders}.subspan(first, std::min(most_at_once, orders.size() - first));
        const auto ordered = runner_->order(some);
        if (ordered || is_of_the_dead(ordered.error())) continue;
        for (const runner::Run& run : some) end(run.id, failure("cannot be run: " + ordered.error().text()));
    }
}

void Scripts::end(checks::RunId run, checks::Outcome outcome) {
    running_.erase(run);
    ended_.push_back({run, std::move(outcome)});
}

void Scripts::kill(checks::RunId run, net::Instant now) {
    const auto known = running_.find(run);
    if (known == running_.end()) return;
    if (!runner_) return end(run, failure("it waited for a runner"));
    known->second.killed = now;
    order_planned();
    std::ignore = runner_->kill(run);  // one that does not listen is replaced
}

void Scripts::poll_on(std::vector<pollfd>& sources) {
    if (!runner_) return;
    sources.push_back({.fd = runner_->socket(), .events = POLLIN, .revents = 0});
    sources.push_back({.fd = runner_->fd(), .events = POLLIN, .revents = 0});
}

std::optional<net::Instant> Scripts::deadline() const {
    if (!runner_) return running_.empty() ? std::nullopt : next_start_;
    std::optional<net::Instant> earliest;
    for (const auto& [run, running] : running_) {
        if (running.killed) earliest = net::earlier(earliest, *running.killed + until_it_hangs);
    }
    return earliest;
}

void Scripts::advance(std::span<const pollfd> own, net::Instant now, Results& results) {
    if (has_news(own)) {
        hear();
        if (own.back().revents != 0) replace_runner("it has ended", now);
    }
    const auto due = deadline();
    if (due && *due <= now) {
        if (runner_)
            replace_runner("it hangs", now);
        else
            seek_runner(now);
    }
    order_planned();
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
}

void Scripts::hear() {
    for (const runner::Ended& ended : runner_->heard()) {
        if (running_.contains(ended.id)) end(ended.id, outcome_of(ended));
    }
}

// What it ran is run once more: that it died says nothing of what is checked. What was to be killed dies with it.
void Scripts::replace_runner(const char* why, net::Instant now) {
    note_({.level = net::Level::warning, .event = "runner_lost", .instance = "", .fields = {{"reason", why}}});
    runner_.reset();
    orders_.clear();
    const auto lost = running_;
    for (const auto& [run, running] : lost) {
        if (running.killed) end(run, failure(std::string{"the runner is lost: "} + why));
    }
    seek_runner(now);
}

}  // namespace holdfast::probes
