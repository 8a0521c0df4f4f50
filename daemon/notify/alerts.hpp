// What Alertmanager is told: the verdicts and fences that hold, and for a while those that are over. Critical ones at
// once; warnings when they have held as long as the rules of alerts/ wait, since most come and go with a fail-over.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/notify/happening.hpp"

namespace holdfast::notify {

struct Alert {
    std::map<std::string, std::string> labels;
    std::map<std::string, std::string> annotations;
    UnixTime starts;
    std::optional<UnixTime> ends{};  // none: it holds
    bool operator==(const Alert&) const = default;
};

// Action: all of them, each time.
struct Push {
    std::vector<Alert> alerts;
    bool operator==(const Push&) const = default;
};

class Alerts {
public:
    static constexpr net::Duration warning_holds = std::chrono::minutes{5};
    static constexpr net::Duration between_pushes = std::chrono::seconds{30};  // of what holds
    static constexpr net::Duration repeated = std::chrono::minutes{5};         // that one is over

    using Event = std::variant<Settings, Happening, DeadlineReached>;
    using Action = Push;

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;

private:
    enum class Kind : std::uint8_t { verdict, fence };
    struct Active {
        Alert alert;
        net::Instant told_from;
        bool told = false;
    };
    struct Over {
        Alert alert;
        net::Instant until;
    };
    bool take(const Happening& happening, net::Instant now);
    bool take_verdict(const VerdictChange& change, UnixTime at, net::Instant now);
    bool take_state(const engine::Proclaim& proclaim, UnixTime at, net::Instant now);
    bool end(const std::string& instance, Kind kind, UnixTime at, net::Instant now);
    void begin(const std::string& instance, Kind kind, Alert alert, net::Instant told_from);
    std::map<std::string, std::string> labels_of(const std::string& instance) const;
    std::vector<Action> push(net::Instant now);

    Settings settings_;
    std::map<std::pair<std::string, Kind>, Active> active_;
    std::deque<Over> over_;
    std::optional<net::Instant> next_;
};
static_assert(net::SansIo<Alerts>);

}  // namespace holdfast::notify
