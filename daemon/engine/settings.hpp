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

// What an instance or a group depends on. A weight is added to the priority: a positive one while it is well, a
// negative one while it is not. 0: while it is not well, whoever tracks it is in fault. `reverse` swaps well and not
// well.
struct TrackedCheck {
    std::string check;
    int weight = 0;  // -253 to 253; of a file check, what its number is multiplied with
    bool reverse = false;
    bool operator==(const TrackedCheck&) const = default;
};
struct TrackedInterface {
    std::string interface;
    int weight = 0;
    bool reverse = false;
    net::Duration down_delay{};  // it counts as down, as up, only after so long in a row
    net::Duration up_delay{};
    bool operator==(const TrackedInterface&) const = default;
};
struct Tracking {
    std::vector<TrackedCheck> checks{};
    std::vector<TrackedInterface> interfaces{};
    bool operator==(const Tracking&) const = default;
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
    net::Duration preempt_delay{};               // a weaker master is left alone so long, from its first advert heard
    std::optional<net::Duration> start_hold;     // none: one further master-down interval
    std::optional<net::IpAddress> source;        // none: the interface's primary address / link-local
    std::vector<net::IpAddress> unicast_peers;   // empty: multicast
    std::optional<vrrp::Password> password;      // version 2 only
    std::optional<vrrp::ChecksumForm> checksum;  // none: as the followed master sends
    std::optional<std::chrono::seconds> lease;   // none: automatic; 0: off
    GarpSettings garp;
    bool virtual_mac = false;  // addresses and adverts on a macvlan of ours with the virtual router's MAC
    Tracking tracking{};
    bool operator==(const InstanceSettings&) const = default;
};

// Instances that are masters together, or none of them. An instance is in one group at most.
struct GroupSettings {
    std::string name;
    std::vector<std::string> instances;
    Tracking tracking{};  // weights count for each member
    bool operator==(const GroupSettings&) const = default;
};

struct Settings {
    std::string node;
    std::vector<InstanceSettings> instances;
    std::vector<GroupSettings> groups{};
    net::Duration start_delay{};  // after the start of the daemon nobody becomes master
    bool operator==(const Settings&) const = default;
};

// The kernel lifetime of the addresses: master-down rounded up to whole seconds, 3-10 s, unless set. 0: none.
std::chrono::seconds lease_of(const InstanceSettings& settings);

}  // namespace holdfast::engine
