// What the detector is told to watch.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::detector {

struct WatchedInstance {
    std::string name;
    std::string interface;
    vrrp::Vrid vrid{};
    net::Family family = net::Family::ipv4;
    vrrp::Version version = vrrp::Version::v3;
    vrrp::Priority priority;
    vrrp::Centiseconds advert_interval{100};
    std::vector<net::IpAddress> addresses;
    std::vector<net::IpAddress> peers;  // configured members, pinged; empty: whoever sends accepted adverts
    std::vector<net::IpAddress> unicast_peers;
    std::optional<vrrp::Password> password;
    bool operator==(const WatchedInstance&) const = default;
};

struct Settings {
    bool enabled = true;
    bool gateway_auto = true;              // the next hop of the default route
    std::vector<net::IpAddress> gateways;  // when not auto
    net::Duration ping_interval = std::chrono::seconds{1};
    int fall = 3;
    int rise = 6;
    net::Duration audit_interval = std::chrono::seconds{10};
    std::vector<WatchedInstance> instances;
    bool operator==(const Settings&) const = default;
};

}  // namespace holdfast::detector
