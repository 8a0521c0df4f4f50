#include "daemon/probes/rounds.hpp"

#include <utility>

#include <unistd.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/opened.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_pictures = 500ms;
constexpr std::size_t first_of_a_prober = 2;  // after the timer and the bell

}  // namespace

Rounds::Rounds(runner::Runner::Launcher launcher, Outputs outputs)
    : outputs_{std::move(outputs)},
      scripts_{std::move(launcher), outputs_.note},
      timer_{io::opened(io::Timer::open())},
      bell_{io::opened(io::Bell::open())} {}

void Rounds::take(Plan plan, Sockets sockets) {
    const std::lock_guard lock{mutex_};
    messages_.push_back({std::move(plan), std::move(sockets)});
    bell_.ring();
}

void Rounds::stop() {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    bell_.ring();
}

// What has ended is heard before deadlines: a result that waits for us is not late.
void Rounds::run() {
    do {
        const net::Instant now = io::now();
        perform(schedule_.handle(checks::DeadlineReached{}, now), now);
        advance(false, now);  // what has ended at once
        publish(now);
        wait();
        advance(true, io::now());
    } while (hear());
}

void Rounds::wait() {
    std::optional<net::Instant> due = schedule_.deadline();
    if (is_dirty_) due = net::earlier(due, published_ + between_pictures);
    for (const Prober* prober : probers_) due = net::earlier(due, prober->deadline());
    timer_.arm(due);
    sources_ = {{.fd = timer_.fd(), .events = POLLIN, .revents = 0},
                {.fd = bell_.fd(), .events = POLLIN, .revents = 0}};
    for (std::size_t i = 0; i < probers_.size(); ++i) {
        places_[i].first = sources_.size();
        probers_[i]->poll_on(sources_);
        places_[i].count = sources_.size() - places_[i].first;
    }
    ::poll(sources_.data(), sources_.size(), -1);
    if (sources_.front().revents != 0) timer_.drain();
}

// False: it is over.
bool Rounds::hear() {
    if (sources_[first_of_a_prober - 1].revents == 0) return true;
    bell_.drain();
    std::vector<Message> messages;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_) return false;
        messages = std::exchange(messages_, {});
    }
    for (Message& message : messages) adopt(std::move(message), io::now());
    return true;
}

void Rounds::adopt(Message message, net::Instant now) {
    auto& [ipv4, ipv6, processes] = message.sockets;
    if (ipv4) pings_.use_ipv4(std::move(*ipv4));
    if (ipv6) pings_.use_ipv6(std::move(*ipv6));
    if (processes) processes_.use(std::move(*processes));
    scripts_.plan(message.plan);
    for (Prober* prober : probers_) prober->configured(message.plan.checks);
    is_dirty_ = is_changed_ = true;
    perform(schedule_.handle(checks::Configured{std::move(message.plan.checks)}, now), now);
}

void Rounds::advance(bool polled, net::Instant now) {
    Results results;
    for (std::size_t i = 0; i < probers_.size(); ++i) {
        std::span<const pollfd> own;
        if (polled) own = std::span{sources_}.subspan(places_[i].first, places_[i].count);
        probers_[i]->advance(own, now, results);
    }
    for (const checks::RunEnded& ended : results.ended) {
        running_.erase(ended.run);
        is_dirty_ = true;
        perform(schedule_.handle(ended, now), now);
    }
    for (const checks::Hastened& hastened : results.hastened) perform(schedule_.handle(hastened, now), now);
}

void Rounds::perform(const std::vector<checks::Schedule::Action>& actions, net::Instant now) {
    for (const auto& action : actions) {
        std::visit([&](const auto& what) { perform(what, now); }, action);
    }
}

void Rounds::perform(const checks::StartRun& start, net::Instant now) {
    Prober& prober = prober_of(start.check.kind);
    running_[start.run] = &prober;
    prober.start(start, now);
}

void Rounds::perform(const checks::KillRun& kill, net::Instant now) {
    if (const auto run = running_.find(kill.run); run != running_.end()) run->second->kill(kill.run, now);
}

void Rounds::perform(const checks::Report& report, net::Instant) {
    is_dirty_ = is_changed_ = true;
    outputs_.report(report);
}

void Rounds::publish(net::Instant now) {
    if (!is_changed_ && (!is_dirty_ || now < published_ + between_pictures)) return;
    is_dirty_ = is_changed_ = false;
    published_ = now;
    outputs_.status(schedule_.status());
}

}  // namespace holdfast::probes
