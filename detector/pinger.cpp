#include "detector/pinger.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::detector {

void Pinger::retarget(const std::vector<net::IpAddress>& addresses) {
    std::vector<Target> targets;
    for (const net::IpAddress& address : addresses) {
        const auto known = std::ranges::find(targets_, address, &Target::address);
        targets.push_back(known != targets_.end() ? *known : Target{.address = address});
    }
    targets_ = std::move(targets);
}

std::optional<Pinger::Round> Pinger::due(net::Instant now) {
    if (now < next_) return std::nullopt;
    next_ = now + interval_;
    sent_ = now;
    Round round{.sequence = ++sequence_, .lost = {}, .send = {}};
    for (Target& target : targets_) {
        if (target.waiting) round.lost.push_back(target.address);
        round.send.push_back(target.address);
        target.waiting = true;
    }
    return round;
}

std::optional<net::Duration> Pinger::answered(const net::IpAddress& source, std::uint16_t sequence, net::Instant now) {
    const auto known = std::ranges::find(targets_, source, &Target::address);
    if (known == targets_.end() || sequence != sequence_) return std::nullopt;
    known->has_answered = true;
    if (!std::exchange(known->waiting, false)) return std::nullopt;
    return now - sent_;
}

std::vector<net::IpAddress> Pinger::never_answered() const {
    std::vector<net::IpAddress> all;
    for (const Target& target : targets_) {
        if (!target.has_answered) all.push_back(target.address);
    }
    return all;
}

std::optional<net::Duration> Pinger::seen_otherwise(const net::IpAddress& source, net::Instant now) {
    const auto known = std::ranges::find(targets_, source, &Target::address);
    if (known == targets_.end() || known->has_answered || !std::exchange(known->waiting, false)) return std::nullopt;
    return now - sent_;
}

}  // namespace holdfast::detector
