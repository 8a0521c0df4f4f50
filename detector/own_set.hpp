// Everything that is us: the Ethernet and IP addresses of this host's interfaces.
#pragma once

#include <string_view>
#include <vector>

#include "daemon/net/link.hpp"

namespace holdfast::detector {

// What the kernel has, whole; handed in again whenever it changed.
struct LocalInterfaces {
    std::vector<net::Link> links;
    std::vector<net::LinkAddress> addresses;
    bool operator==(const LocalInterfaces&) const = default;
};

class OwnSet {
public:
    OwnSet() = default;
    explicit OwnSet(LocalInterfaces local) : local_{std::move(local)} {}

    // A virtual router's address is nobody's: the other members have it too.
    bool has(const net::MacAddress& mac) const;
    bool has(const net::IpAddress& address) const;
    const net::Link* link(std::string_view interface) const;  // null: no such interface
    // What is watched when this is tapped: of a macvlan of ours, what it lies on.
    std::string_view base(std::string_view interface) const;
    // The interface's addresses of one family, in the kernel's order: primary first.
    std::vector<net::IpAddress> addresses(std::string_view interface, net::Family family) const;
    std::vector<net::Prefix> networks(std::string_view interface) const;
    // Of this host as a node among others: without loopback, virtual routers and its macvlans.
    std::vector<net::MacAddress> macs() const;
    std::vector<net::IpAddress> addresses() const;

private:
    bool is_loopback(net::InterfaceIndex index) const;

    LocalInterfaces local_;
};

}  // namespace holdfast::detector
