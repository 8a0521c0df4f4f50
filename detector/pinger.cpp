#include "detector/pinger.hpp"

#include <algorithm>

namespace holdfast::detector {

void Pinger::retarget(const std::vector<net::IpAddress>& addresses) {
    std::vector<Target> targets;
    for (const net::IpAddress& address : addresses) {
        const auto known = std::ranges::find(targets_, address, &Target::address);
        targets.push_back({address, known != targets_.end() && known->waiting});
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
    const auto target = std::ranges::find(targets_, source, &Target::address);
    if (target == targets_.end() || !target->waiting || sequence != sequence_) return std::nullopt;
    target->waiting = false;
    return now - sent_;
}

}  // namespace holdfast::detector
