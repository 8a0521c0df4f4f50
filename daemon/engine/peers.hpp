// The other routers that we know of: configured members, and who sends accepted adverts. Bounded.
#pragma once

#include <vector>

#include "daemon/engine/status.hpp"
#include "daemon/vrrp/advertisement.hpp"

namespace holdfast::engine {

class Peers {
public:
    static constexpr std::size_t most = 16;

    void configure(const std::vector<net::IpAddress>& members);
    void heard(const vrrp::Accepted& accepted, net::Instant now);
    const PeerStatus* find(const net::IpAddress& address) const;
    const std::vector<PeerStatus>& all() const { return peers_; }

private:
    std::vector<PeerStatus> peers_;
};

}  // namespace holdfast::engine
