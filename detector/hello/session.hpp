// What makes a neighbour's message count, without clocks in common: it names a message that we sent a moment ago, so it
// is no recording; and it comes for the first time. A channel that works one way only is heard, and proves nothing.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <span>

#include "detector/hello/message.hpp"
#include "detector/hello/replay_window.hpp"

namespace holdfast::hello {

// For how long an answer to a message of ours is fresh: both sides speak once an interval.
constexpr net::Duration answer_time(net::Duration interval) {
    return std::max<net::Duration>(std::chrono::seconds{3}, 3 * interval);
}

enum class Arrival : std::uint8_t {
    proven,    // an answer to us
    unproven,  // of the right author, some time; perhaps it does not hear us
    replayed,
};

class Session {
public:
    Session(BootId own, net::Duration answer_time) : own_{own}, answer_time_{answer_time} {}

    void pace(net::Duration answer_time) { answer_time_ = answer_time; }
    // Makes the parts of one message our next to this neighbour, all with the same echo.
    void stamp(std::span<Message> parts, net::Instant now);
    Arrival receive(const Message& message, net::Instant now);

private:
    struct Start {  // of the neighbour's daemon
        BootId boot{};
        ReplayWindow window;
        net::Instant at;  // when it was last heard
    };
    bool answers_us(const Echo& echo, net::Instant now);
    bool is_retired(const BootId& boot) const;
    void adopt(Start start);
    Echo next_echo(net::Instant now);

    BootId own_;
    net::Duration answer_time_;
    std::uint64_t sequence_ = 0;
    std::deque<net::Instant> sent_;  // the last one: that of sequence_
    std::optional<Start> proven_;
    std::optional<Start> candidate_;  // it must hear its own number from us before it can prove itself
    std::deque<BootId> retired_;
    bool candidates_turn_ = false;
};

}  // namespace holdfast::hello
