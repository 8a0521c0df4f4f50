// Routes and rules of the kernel's routing, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "daemon/net/address.hpp"

namespace holdfast::net {

inline constexpr std::uint32_t main_table = 254;

struct Route {
    Prefix to;  // of length 0: everything
    std::optional<IpAddress> via;
    InterfaceIndex interface{};  // 0: where the kernel finds `via`
    std::optional<IpAddress> source;
    std::uint32_t table = main_table;
    std::uint32_t metric = 0;  // 0: the kernel's default
    std::uint32_t mtu = 0;     // 0: the interface's
    std::optional<std::uint8_t> scope;
    bool onlink = false;  // `via` is reached there, whatever the addresses of the interface say
    bool operator==(const Route&) const = default;
};

struct Rule {
    Family family = Family::ipv4;
    std::uint32_t priority = 0;
    std::optional<Prefix> from;
    std::optional<Prefix> to;
    std::string incoming;  // interfaces, by name
    std::string outgoing;
    std::uint32_t mark = 0;
    std::uint32_t mask = 0;  // 0: of any mark
    std::uint32_t table = main_table;
    bool operator==(const Rule&) const = default;
};

using Routing = std::variant<Route, Rule>;

Family family_of(const Routing& entry);
// As `ip` writes it, without the interface's name: "198.51.100.0/24 via 192.0.2.254 table 100".
std::string to_string(const Routing& entry);
// Whether what the kernel shows is what was asked for; it fills in what was left to it.
bool satisfies(const Routing& found, const Routing& wanted);

}  // namespace holdfast::net
