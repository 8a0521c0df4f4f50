// What is to be delivered to one who may be away: in order, one at a time, again and again, for a bounded time and in a
// bounded number.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/notify/happening.hpp"
#include "daemon/notify/status.hpp"

namespace holdfast::notify {

// Events.
struct Put {
    std::string content;
};
enum class Delivery : std::uint8_t {
    sent,     // and accepted
    again,    // nobody answered, or not now
    refused,  // it will not be accepted later either
};
struct Delivered {  // what came of Send
    Delivery delivery{};
    std::string why{};
};

// Actions.
struct Send {
    std::string content;
    bool operator==(const Send&) const = default;
};
struct Away {  // nothing can be delivered; not said again before something was
    std::string why;
    bool operator==(const Away&) const = default;
};

class Outbox {
public:
    struct Limits {
        std::size_t most = 1000;  // that wait; 1: only the newest counts
        net::Duration age = std::chrono::hours{24};
        net::Duration first_pause = std::chrono::seconds{1};  // each is twice the one before
        net::Duration longest_pause = std::chrono::minutes{5};
    };
    using Event = std::variant<Put, Delivered, DeadlineReached, Hurry>;
    using Action = std::variant<Send, Away>;

    Outbox() = default;
    explicit Outbox(Limits limits) : limits_{limits} {}

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;
    bool idle() const { return letters_.empty(); }
    void show(OutletStatus& status) const;

private:
    using Actions = std::vector<Action>;
    struct Letter {
        std::string content;
        net::Instant since;
    };
    void on(const Put& event, net::Instant now, Actions& actions);
    void on(const Delivered& event, net::Instant now, Actions& actions);
    void on(DeadlineReached event, net::Instant now, Actions& actions);
    void on(Hurry event, net::Instant now, Actions& actions);
    void make_room();
    void give_up();
    void drop_old(net::Instant now);
    void send(net::Instant now, Actions& actions);

    Limits limits_;
    std::deque<Letter> letters_;  // the first is on its way while `sending_`
    bool sending_ = false;
    bool hurried_ = false;   // each is tried once more
    net::Duration pause_{};  // none: the last one was delivered
    std::optional<net::Instant> next_;
    std::uint64_t sent_ = 0, retried_ = 0, refused_ = 0, dropped_ = 0;
    std::optional<net::Instant> last_sent_;
    std::string trouble_;
    std::optional<net::Instant> failing_since_;
};
static_assert(net::SansIo<Outbox>);

}  // namespace holdfast::notify
