// What the engine is told to do: the checked, resolved form of [[instance]]. Comparable, so that a reload is a diff.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::engine {

struct GarpSettings {
    int repeat = 5;                                 // announcements of each address in a burst
    net::Duration delay = std::chrono::seconds{5};  // to the second burst; 0: no second burst
    net::Duration refresh{};                        // between later announcements; 0: none
    bool operator==(const GarpSettings&) const = default;
};

struct InstanceSettings {
    std::string name;
    std::string interface;
    vrrp::Vrid vrid{};
    net::Family family = net::Family::ipv4;
    vrrp::Version version = vrrp::Version::v3;
    vrrp::Priority priority{100};                 // 1-255
    std::vector<net::IpAddress> peers;            // configured members; empty: whoever sends accepted adverts
    std::vector<net::Prefix> addresses;           // advertised and held; IPv6: the first is link-local
    std::vector<net::Prefix> excluded_addresses;  // held only
    vrrp::Centiseconds advert_interval{100};
    bool preempt = true;
    std::optional<net::Duration> start_hold;     // none: one further master-down interval
    std::optional<net::IpAddress> source;        // none: the interface's primary address / link-local
    std::vector<net::IpAddress> unicast_peers;   // empty: multicast
    std::optional<vrrp::Password> password;      // version 2 only
    std::optional<vrrp::ChecksumForm> checksum;  // none: as the followed master sends
    std::optional<std::chrono::seconds> lease;   // none: automatic; 0: off
    GarpSettings garp;
    bool virtual_mac = false;  // addresses and adverts on a macvlan of ours with the virtual router's MAC
    bool operator==(const InstanceSettings&) const = default;
};

struct Settings {
    std::string node;
    std::vector<InstanceSettings> instances;
    bool operator==(const Settings&) const = default;
};

// The kernel lifetime of the addresses: master-down rounded up to whole seconds, 3-10 s, unless set. 0: none.
std::chrono::seconds lease_of(const InstanceSettings& settings);

}  // namespace holdfast::engine
