#include "daemon/engine/peers.hpp"

#include <algorithm>

namespace holdfast::engine {

void Peers::configure(const std::vector<net::IpAddress>& members) {
    for (PeerStatus& peer : peers_) peer.member = std::ranges::find(members, peer.address) != members.end();
    std::erase_if(peers_, [](const PeerStatus& p) { return !p.member && !p.last_advert; });
    for (const net::IpAddress& member : members) {
        if (!find(member)) peers_.push_back({member, vrrp::Priority{0}, std::nullopt, true});
    }
}

void Peers::heard(const vrrp::Accepted& accepted, net::Instant now) {
    const auto known = std::ranges::find(peers_, accepted.source, &PeerStatus::address);
    if (known != peers_.end()) {
        known->priority = accepted.advert.priority;
        known->last_advert = now;
        return;
    }
    if (peers_.size() >= most) {
        // The stranger heard longest ago makes room; members stay.
        const auto oldest = std::ranges::min_element(peers_, {}, [](const PeerStatus& p) {
            return p.member ? net::Instant::max() : p.last_advert.value_or(net::Instant{});
        });
        if (oldest->member) return;
        peers_.erase(oldest);
    }
    peers_.push_back({accepted.source, accepted.advert.priority, now, false});
}

const PeerStatus* Peers::find(const net::IpAddress& address) const {
    const auto found = std::ranges::find(peers_, address, &PeerStatus::address);
    return found == peers_.end() ? nullptr : &*found;
}

}  // namespace holdfast::engine
