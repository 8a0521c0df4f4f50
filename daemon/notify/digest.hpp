// What people are written: all that happens within two seconds in one mail, and not more mails an hour than are read.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/notify/happening.hpp"

namespace holdfast::notify {

// Is it for people: changes of state, verdicts that matter or are over, fences, decisions, checks.
bool is_for_people(const Happening& happening);

// Action.
struct Write {
    std::vector<Happening> happenings;  // in their order, the latest ones if there are too many
    std::size_t left_out = 0;           // before them
    bool operator==(const Write&) const = default;
};

class Digest {
public:
    static constexpr net::Duration gathering = std::chrono::seconds{2};
    static constexpr std::size_t mails_an_hour = 30;
    static constexpr std::size_t most = 500;  // in a mail

    using Event = std::variant<Happening, DeadlineReached, Hurry>;
    using Action = Write;

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const { return due_; }
    bool idle() const { return !due_; }

private:
    std::vector<Action> hurry(net::Instant now);
    std::vector<Action> write(net::Instant now);

    std::deque<Happening> gathered_;
    std::size_t left_out_ = 0;
    std::optional<net::Instant> due_;
    std::deque<net::Instant> written_;  // in the last hour
};
static_assert(net::SansIo<Digest>);

}  // namespace holdfast::notify
