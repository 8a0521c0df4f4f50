// When to announce: bursts after a take-over, refreshes, and again when a rival was heard, without ever starting an ARP
// war.
#pragma once

#include <optional>

#include "daemon/engine/settings.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::engine {

class Announcer {
public:
    void take_over(const GarpSettings& settings, net::Instant now);
    void stop();
    // The refresh changed while we announce.
    void reconfigure(const GarpSettings& settings, net::Instant now);
    // A losing master speaks. The winner defends at once, at most once in 10 s (RFC 5227 §2.4 c), and again when the
    // rival has been quiet for a while: neighbours ignore a second change within a second, the last word must be ours
    // (P159).
    void rival_heard(net::Instant now);
    // True when an announcement of every address is due; the next one is planned then.
    bool due(const GarpSettings& settings, net::Instant now);
    std::optional<net::Instant> deadline() const;

private:
    void plan(int left, const GarpSettings& settings, net::Instant now);

    std::optional<net::Instant> next_;  // of the burst that runs
    int left_ = 0;                      // announcements left in it, the next included
    std::optional<net::Instant> second_burst_;
    std::optional<net::Instant> refresh_;
    std::optional<net::Instant> rival_quiet_;  // the last word after a rival
    std::optional<net::Instant> last_defence_;
};

}  // namespace holdfast::engine
