// Whom to ping when, and which echoes were lost: each target once an interval, an echo being lost when the next is due.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::detector {

class Pinger {
public:
    Pinger(net::Duration interval, net::Instant first) : interval_{interval}, next_{first} {}

    // Targets that stay keep their outstanding echo.
    void retarget(const std::vector<net::IpAddress>& addresses);

    void pace(net::Duration interval) { interval_ = interval; }  // from the next round on

    struct Round {
        std::uint16_t sequence = 0;
        std::vector<net::IpAddress> lost;  // of the round before
        std::vector<net::IpAddress> send;
    };
    // A round, if one is due now.
    std::optional<Round> due(net::Instant now);
    // The round-trip time; none if this was not asked, or was answered before, or counts as lost.
    std::optional<net::Duration> answered(const net::IpAddress& source, std::uint16_t sequence, net::Instant now);
    // A target that never answered an echo may be one that answers none: it is there if it is seen otherwise. Who has
    // answered once is held to that.
    std::vector<net::IpAddress> never_answered() const;
    std::optional<net::Duration> seen_otherwise(const net::IpAddress& source, net::Instant now);
    net::Instant deadline() const { return next_; }

private:
    struct Target {
        net::IpAddress address;
        bool waiting = false;
        bool has_answered = false;
    };
    net::Duration interval_;
    net::Instant next_;
    net::Instant sent_;
    std::uint16_t sequence_ = 0;
    std::vector<Target> targets_;
};

}  // namespace holdfast::detector
