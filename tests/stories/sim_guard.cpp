#include "tests/stories/sim_guard.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::stories {

void SimGuard::take(const engine::Pledge& pledge, net::Instant now) {
    if (pledge.addresses.empty()) {
        entries_.erase(pledge.router);
        return;
    }
    const auto [entry, is_new] = entries_.try_emplace(pledge.router, Entry{pledge, now});
    if (!is_new) entry->second.pledge = pledge;
}

net::Instant SimGuard::deadline(const Entry& entry) const {
    const auto sent = last_sent_.find(entry.pledge.router);
    const net::Instant heard = sent == last_sent_.end() ? entry.since : std::max(entry.since, sent->second);
    return heard + entry.pledge.silence_limit;
}

std::optional<net::Instant> SimGuard::deadline() const {
    std::optional<net::Instant> first;
    for (const auto& [router, entry] : entries_) first = net::earlier(first, deadline(entry));
    return first;
}

std::vector<engine::HeldAddress> SimGuard::expire(net::Instant now) {
    std::vector<engine::HeldAddress> expired;
    std::erase_if(entries_, [&](const auto& slot) {
        if (deadline(slot.second) > now) return false;
        std::ranges::copy(slot.second.pledge.addresses, std::back_inserter(expired));
        return true;
    });
    return expired;
}

std::vector<engine::HeldAddress> SimGuard::hand_over() {
    std::vector<engine::HeldAddress> leftovers;
    for (const auto& [router, entry] : std::exchange(entries_, {})) {
        std::ranges::copy(entry.pledge.addresses, std::back_inserter(leftovers));
    }
    last_sent_.clear();
    return leftovers;
}

}  // namespace holdfast::stories
