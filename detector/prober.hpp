// When to ask "who has our address?", and who answered how often. A round is three probes, 300 ms apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/identity.hpp"

namespace holdfast::detector {

class Prober {
public:
    static constexpr int probes_in_round = 3;
    static constexpr net::Duration spacing = std::chrono::milliseconds{300};
    static constexpr net::Duration between_bursts = std::chrono::seconds{2};

    // `name` spreads the audits of many instances, since all might start together.
    Prober(std::string name, net::Duration audit_interval) : name_{std::move(name)}, audit_interval_{audit_interval} {}

    // A round at `first`, unless one is under way or comes earlier; the audits follow it.
    void begin(net::Instant first);
    // A round on suspicion: now, unless there was one less than two seconds ago.
    void burst(net::Instant now);
    void stop();

    std::optional<net::Instant> deadline() const { return next_; }
    net::Instant next_burst() const { return next_burst_; }
    // True: a probe for each address is to go out now.
    bool due(net::Instant now);

    struct Tally {
        int answered = 0;  // probes of this round
        int sent = 0;
    };
    // An answer, counted once for each probe. None: we have not asked lately.
    std::optional<Tally> answered(const net::IpAddress& address, IdentityId who, net::Instant now);

private:
    struct Answers {
        net::IpAddress address;
        IdentityId who{};
        std::array<bool, probes_in_round> to{};
    };
    net::Duration until_audit();

    std::string name_;
    net::Duration audit_interval_;
    std::optional<net::Instant> next_;
    net::Instant next_burst_;
    net::Instant last_sent_;
    int sent_ = 0;
    std::uint64_t audits_ = 0;
    std::vector<Answers> answers_;
};

}  // namespace holdfast::detector
