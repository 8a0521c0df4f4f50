// What the engine is told to do: the checked, resolved form of [[instance]]. Comparable, so that a reload is a diff.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/routing.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/hmac.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::engine {

struct GarpSettings {
    int repeat = 5;                                          // announcements of each address in a burst
    net::Duration delay = std::chrono::seconds{5};           // to the second burst; 0: no second burst
    net::Duration refresh{};                                 // between later announcements; 0: none
    int refresh_repeat = 1;                                  // of them in a burst
    net::Duration interval = std::chrono::milliseconds{20};  // within a burst
    net::Duration pace{};                                    // between the addresses' announcements; 0: all at once
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

// What is special about an address.
struct Placement {
    std::string interface;   // empty: the instance's own
    std::string label;       // IPv4
    std::uint8_t scope = 0;  // IPv4: the kernel's number, 0 is global
    bool operator==(const Placement&) const = default;
};

struct RouteSettings {
    net::Route route;       // without its interface's number
    std::string interface;  // empty: where the kernel finds the next hop, else the instance's own
    bool operator==(const RouteSettings&) const = default;
};

struct InstanceSettings {
    std::string name;
    std::string interface;
    vrrp::Vrid vrid{};
    net::Family family = net::Family::ipv4;
    vrrp::Version version = vrrp::Version::v3;
    vrrp::Priority priority{100};                      // 1-255
    std::vector<net::IpAddress> peers;                 // configured members; empty: whoever sends accepted adverts
    std::vector<net::Prefix> addresses;                // advertised and held; IPv6: the first is link-local
    std::vector<net::Prefix> excluded_addresses;       // held only
    std::map<net::IpAddress, Placement> placements{};  // of those of them that have something special
    std::vector<RouteSettings> routes{};               // there while the addresses are
    std::vector<net::Rule> rules{};
    bool accept = true;  // false: the addresses route, and answer nothing but neighbour discovery
    vrrp::Centiseconds advert_interval{100};
    bool preempt = true;
    net::Duration preempt_delay{};               // a weaker master is left alone so long, from its first advert heard
    std::optional<net::Duration> start_hold;     // none: one further master-down interval
    std::optional<net::IpAddress> source;        // none: the interface's primary address / link-local
    std::vector<net::IpAddress> unicast_peers;   // empty: multicast
    std::optional<vrrp::Password> password;      // version 2 only
    std::optional<vrrp::HmacSettings> hmac{};    // adverts are signed
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
