// Where the addresses of a router live: on its own seat, but for those that the configuration puts on other interfaces.
#pragma once

#include <map>
#include <optional>

#include "daemon/net/address.hpp"

namespace holdfast::engine {

struct Places {
    std::optional<net::InterfaceIndex> seat;  // none: it is not there
    std::map<net::IpAddress, std::optional<net::InterfaceIndex>> elsewhere{};
    bool operator==(const Places&) const = default;

    std::optional<net::InterfaceIndex> of(const net::IpAddress& address) const {
        const auto other = elsewhere.find(address);
        return other == elsewhere.end() ? seat : other->second;
    }
};

}  // namespace holdfast::engine
