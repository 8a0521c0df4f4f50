// What /proc/sys says of one interface, and how it is told otherwise: /proc/sys/net/ipv4/conf/eth0/arp_ignore.
#pragma once

#include <string>
#include <string_view>

#include "daemon/io/error.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct InterfaceSetting {
    net::Family family = net::Family::ipv4;
    std::string interface;  // "all" counts for each of them
    std::string_view key;
};

Result<int> read_setting(const InterfaceSetting& setting);
// Of an interface, and one of the few that Holdfast changes: nothing else is written for whoever asks (EPERM).
bool is_changeable(const InterfaceSetting& setting);
Result<void> write_setting(const InterfaceSetting& setting, int value);

}  // namespace holdfast::io
