#include "daemon/post/scripts.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <set>
#include <utility>

#include "daemon/io/clock.hpp"
#include "daemon/io/printable.hpp"

namespace holdfast::post {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_starts = 2s;
constexpr net::Duration until_ready = 1s;
constexpr net::Duration until_given_up = 10s;
constexpr std::size_t most_at_once = 64;       // parties with a script at work
constexpr net::Duration until_it_hangs = 10s;  // past the limit: it kills within 3 s, or says that it cannot

notify::Result result_of(const runner::Ended& ended) {
    using runner::Fate;
    switch (ended.fate) {
        case Fate::exited:
            return ended.value == 0 ? notify::Result::ok : notify::Result::failed;
        case Fate::timed_out:
        case Fate::stuck:
            return notify::Result::timeout;
        case Fate::not_started:
            return notify::Result::could_not_run;
        case Fate::signalled:
        case Fate::killed:
            return notify::Result::failed;
    }
    std::unreachable();
}

std::string line_of(const notify::Key& party) {
    return (party.subject == engine::Subject::group ? "group " : "instance ") + party.name;
}

}  // namespace

// What waits is ordered by the places that it had; parties that are new have them in the new plan only.
void Scripts::configure(const notify::Settings& settings, net::Instant now) {
    former_ = std::exchange(plan_, std::make_shared<const Plan>(plan_of(settings)));
    feed(notify::Configured{settings}, now);
    former_.reset();
    if (!plan_->commands.empty()) is_ready(now);  // so that the first script need not wait for it
}

void Scripts::tell(const notify::Happening& happening, const notify::Picture&, net::Instant now) {
    feed(happening, now);
}

void Scripts::hurry(net::Instant now) {
    flushing_ = true;
    feed(notify::Flushed{}, now);
    if (!waiting_.empty()) start_those_that_wait(now);
}

void Scripts::feed(const notify::Queue::Event& event, net::Instant now) {
    for (const notify::Queue::Action& action : queue_.handle(event)) {
        std::visit([&](const auto& what) { perform(what, now); }, action);
    }
}

void Scripts::perform(const notify::Failed& failed, net::Instant) {
    note_({.level = net::Level::warning,
           .event = "notify_failed",
           .instance = failed.party.name,
           .fields = {{"script", std::string{label(failed.slot)}},
                      {"result", std::string{label(failed.result)}},
                      {"why", failed.why}}});
}

void Scripts::perform(const notify::StartRun& start, net::Instant now) {
    const bool is_former = former_ && former_->places.contains({start.party, start.call.slot});
    waiting_.push_back({start, is_former ? former_ : plan_});
    start_those_that_wait(now);
}

// One that died is replaced soon, and what happens meanwhile is not lost.
void Scripts::start_those_that_wait(net::Instant now) {
    const bool ready = is_ready(now);
    if (!ready && now < *without_since_ + until_given_up) return;
    for (; !waiting_.empty(); waiting_.pop_front()) {
        const Waiting& next = waiting_.front();
        if (!ready) {
            unstarted_.push_back({next.start.run, notify::Result::could_not_run, why_not_});
        } else if (!has_room_for(next.start.party) || !order(next, now)) {
            return;
        }
    }
}

// A fail-over of many is no storm of processes.
bool Scripts::has_room_for(const notify::Key& party) const {
    std::set<notify::Key> at_work;
    for (const auto& [run, running] : running_) at_work.insert(running.party);
    return flushing_ || at_work.contains(party) || at_work.size() < most_at_once;
}

// False: it must be tried again.
bool Scripts::order(const Waiting& waiting, net::Instant now) {
    const auto& [start, plan] = waiting;
    const auto place = plan->places.find({start.party, start.call.slot});
    if (place == plan->places.end()) {
        unstarted_.push_back({start.run, notify::Result::could_not_run, "it is no longer configured"});
        return true;
    }
    const runner::Run run{.id = start.run,
                          .generation = plan->generation,
                          .command = place->second,
                          .arguments = start.call.arguments,
                          .environment = start.call.environment,
                          .input = {},
                          .queue = line_of(start.party)};
    const auto ordered = runner_->order(run);
    is_full_ = !ordered && ordered.error().code == EAGAIN;
    if (is_full_) return false;
    if (!ordered) {
        unstarted_.push_back({start.run, notify::Result::could_not_run, ordered.error().text()});
        return true;
    }
    const net::Duration limit = plan->commands[place->second].time_limit;
    running_[start.run] = {start.party, free_from(start.party, now) + limit + until_it_hangs};
    return true;
}

// Those of one party run one after the other.
net::Instant Scripts::free_from(const notify::Key& party, net::Instant now) const {
    net::Instant from = now;
    for (const auto& [run, running] : running_) {
        if (running.party == party) from = std::max(from, running.until);
    }
    return from;
}

bool Scripts::is_ready(net::Instant now) {
    if (runner_) return true;
    if (!without_since_) without_since_ = now;
    if (next_start_ && now < *next_start_) return false;
    auto started = runner::Runner::start(launcher_, until_ready);
    next_start_ = io::now() + between_starts;  // it may have waited
    if (started) {
        runner_.emplace(std::move(*started));
        without_since_.reset();
        is_full_ = false;
        for (Waiting& waiting : waiting_) waiting.plan = plan_;  // it knows no other
        return true;
    }
    const std::string former = std::exchange(why_not_, started.error().text());
    if (why_not_ == former) return false;  // which was said
    note_({.level = net::Level::error, .event = "runner_failed", .instance = "", .fields = {{"reason", why_not_}}});
    return false;
}

void Scripts::poll_on(std::vector<pollfd>& sources) {
    if (!runner_) return;
    const short events = is_full_ ? POLLIN | POLLOUT : POLLIN;
    sources.push_back({.fd = runner_->socket(), .events = events, .revents = 0});
    sources.push_back({.fd = runner_->fd(), .events = POLLIN, .revents = 0});
}

std::optional<net::Instant> Scripts::deadline() const {
    if (!unstarted_.empty()) return net::Instant{};  // at once
    if (!waiting_.empty() && !runner_) return next_start_;
    return running_.empty() ? std::nullopt : std::optional{hangs_from()};
}

net::Instant Scripts::hangs_from() const {
    if (running_.empty()) return net::Instant::max();
    return std::ranges::min(running_ | std::views::values, {}, &Running::until).until;
}

void Scripts::advance(std::span<const pollfd> own, net::Instant now) {
    end_unstarted(now);
    if (has_news(own)) {
        hear(now);
        if (own.back().revents != 0) lose_runner("it has ended");
    }
    if (runner_ && hangs_from() <= now) lose_runner("it hangs");
    if (!waiting_.empty()) start_those_that_wait(now);
}

void Scripts::hear(net::Instant now) {
    for (const runner::Ended& ended : runner_->heard()) {
        if (running_.erase(ended.id) == 0) continue;
        feed(notify::RunEnded{ended.id, result_of(ended), io::with_first_line(describe(ended), ended.output), now},
             now);
    }
}

void Scripts::end_unstarted(net::Instant now) {
    for (notify::RunEnded& ended : std::exchange(unstarted_, {})) {
        ended.at = now;
        feed(std::move(ended), now);
    }
}

// What it was ordered may have begun, and is not called twice.
void Scripts::lose_runner(const char* why) {
    note_({.level = net::Level::warning, .event = "runner_lost", .instance = "", .fields = {{"reason", why}}});
    runner_.reset();
    why_not_ = std::string{"the runner is lost: "} + why;
    for (const auto& [run, running] : std::exchange(running_, {})) {
        unstarted_.push_back({run, notify::Result::could_not_run, why_not_});
    }
}

}  // namespace holdfast::post
