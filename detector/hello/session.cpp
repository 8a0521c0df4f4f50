#include "detector/hello/session.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::hello {

namespace {

constexpr std::size_t most_sent = 4096;
constexpr std::size_t most_retired = 4;

}  // namespace

void Session::stamp(std::span<Message> parts, net::Instant now) {
    const Echo echo = next_echo(now);
    for (Message& part : parts) {
        sent_.push_back(now);
        if (sent_.size() > most_sent) sent_.pop_front();
        part.boot = own_;
        part.sequence = ++sequence_;
        part.echo = echo;
    }
}

Arrival Session::receive(const Message& message, net::Instant now) {
    if (message.boot == own_ || is_retired(message.boot)) return Arrival::replayed;
    const bool is_known = proven_ && proven_->boot == message.boot;
    if (!is_known && !(candidate_ && candidate_->boot == message.boot)) candidate_ = Start{message.boot, {}, now};
    Start& start = is_known ? *proven_ : *candidate_;
    if (!start.window.take(message.sequence)) return Arrival::replayed;
    start.at = now;
    if (!answers_us(message.echo, now)) return Arrival::unproven;
    if (!is_known) adopt(*std::exchange(candidate_, std::nullopt));
    return Arrival::proven;
}

bool Session::answers_us(const Echo& echo, net::Instant now) {
    while (!sent_.empty() && now - sent_.front() > answer_time_) sent_.pop_front();
    return echo.boot == own_ && echo.sequence <= sequence_ && sequence_ - echo.sequence < sent_.size();
}

bool Session::is_retired(const BootId& boot) const {
    return std::ranges::find(retired_, boot) != retired_.end();
}

// What the daemon said before it started anew is a recording from now on.
void Session::adopt(Start start) {
    if (proven_) retired_.push_back(proven_->boot);
    if (retired_.size() > most_retired) retired_.pop_front();
    proven_ = start;
}

// A recording could pretend that the daemon had started anew: so the one that is proven has every other turn.
Echo Session::next_echo(net::Instant now) {
    if (candidate_ && now - candidate_->at > answer_time_) candidate_.reset();
    candidates_turn_ = candidate_ && (!proven_ || !candidates_turn_);
    const std::optional<Start>& start = candidates_turn_ ? candidate_ : proven_;
    return start ? Echo{start->boot, start->window.newest()} : Echo{};
}

}  // namespace holdfast::hello
