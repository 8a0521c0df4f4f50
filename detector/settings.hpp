// What the detector is told to watch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/hmac.hpp"
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
    std::optional<vrrp::HmacSettings> hmac{};
    bool virtual_mac = false;
    std::vector<net::IpAddress> elsewhere{};  // those of `addresses` that live on another interface
    bool operator==(const WatchedInstance&) const = default;
};

enum class Policy : std::uint8_t { alert, yield, fence };
enum class OnIsolation : std::uint8_t { hold, yield, fence };
std::string_view label(Policy policy);

struct Endpoint {
    net::IpAddress address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

struct HelloSettings {
    Endpoint listen;
    std::vector<Endpoint> peers;
    std::string key;                        // secret: never shown
    std::optional<net::Duration> interval;  // none: the smallest advert interval, 100 ms to 1 s
    bool operator==(const HelloSettings&) const = default;
};

struct Settings {
    std::string node;
    bool enabled = true;
    bool gateway_auto = true;              // the next hop of the default route
    std::vector<net::IpAddress> gateways;  // when not auto
    net::Duration ping_interval = std::chrono::seconds{1};
    int fall = 3;
    int rise = 6;
    net::Duration audit_interval = std::chrono::seconds{10};
    Policy policy = Policy::alert;
    bool dry_run = false;
    bool trust_lan = false;  // unauthenticated evidence of known peers may make us yield or fence
    OnIsolation on_isolation = OnIsolation::hold;
    net::Duration delay = std::chrono::seconds{2};           // the loser waits so long, the winner twice
    net::Duration startup_grace = std::chrono::seconds{30};  // no fence and no yield before
    std::optional<HelloSettings> hello;
    std::vector<WatchedInstance> instances;
    bool operator==(const Settings&) const = default;
};

}  // namespace holdfast::detector
