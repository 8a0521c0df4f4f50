// Small questions about lists of addresses.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "detector/settings.hpp"

namespace holdfast::detector {

inline bool contains(const std::vector<net::IpAddress>& addresses, const net::IpAddress& address) {
    return std::ranges::find(addresses, address) != addresses.end();
}

inline std::string join(const std::vector<net::IpAddress>& addresses) {
    std::string text;
    for (const net::IpAddress& address : addresses) text += (text.empty() ? "" : ", ") + to_string(address);
    return text;
}

// The instance's other members, as far as they are configured.
inline std::vector<net::IpAddress> members(const WatchedInstance& watched) {
    std::vector<net::IpAddress> all = watched.peers;
    for (const net::IpAddress& peer : watched.unicast_peers) {
        if (!contains(all, peer)) all.push_back(peer);
    }
    return all;
}

}  // namespace holdfast::detector
