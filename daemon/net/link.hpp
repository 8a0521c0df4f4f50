// What the kernel says of interfaces and their addresses, as values.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/net/address.hpp"

namespace holdfast::net {

struct Link {
    InterfaceIndex index{};
    std::string name;
    bool up = false;  // administratively up, with carrier
    MacAddress mac;
    std::uint32_t mtu = 1500;
    std::uint64_t frames_received = 0;  // since the interface was made
    bool ours = false;                  // a macvlan that Holdfast made
    InterfaceIndex base{};              // below it; 0: nothing
    bool operator==(const Link&) const = default;
};

struct LinkAddress {
    InterfaceIndex index{};
    Prefix prefix;
    bool secondary = false;
    bool tentative = false;  // duplicate address detection has not finished, or has failed
    bool operator==(const LinkAddress&) const = default;
};

}  // namespace holdfast::net
