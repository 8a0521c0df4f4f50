// Addresses as values: IPv4 and IPv6 alike, prefixes, Ethernet addresses, interface numbers.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/net/bytes.hpp"

namespace holdfast::net {

enum class Family : std::uint8_t { ipv4, ipv6 };
std::string_view label(Family family);  // "ipv4" | "ipv6"

// The kernel's number of an interface; names change, numbers do not while it lives.
enum class InterfaceIndex : int {};

class IpAddress {
public:
    IpAddress() = default;  // 0.0.0.0
    static IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);
    // 4 or 16 bytes in network order.
    static IpAddress from_bytes(ByteView bytes);
    // Dotted quad or RFC 4291 text; nothing else (no zone, no prefix).
    static std::optional<IpAddress> parse(std::string_view text);

    Family family() const { return family_; }
    ByteView bytes() const { return {bytes_.data(), family_ == Family::ipv4 ? 4U : 16U}; }
    bool is_unspecified() const;
    bool is_multicast() const;
    bool is_loopback() const;
    bool is_link_local() const;  // 169.254/16, fe80::/10
    bool is_limited_broadcast() const;

    // Unsigned comparison in network byte order, as RFC 9568 §6.4.3 breaks ties.
    auto operator<=>(const IpAddress&) const = default;

private:
    Family family_ = Family::ipv4;
    std::array<std::uint8_t, 16> bytes_{};
};
std::string to_string(const IpAddress& address);

// An address with the length of its network's prefix, as `ip address` writes it.
struct Prefix {
    IpAddress address;
    std::uint8_t length = 32;

    // "192.0.2.1/24"; without a length: the address alone (/32, /128).
    static std::optional<Prefix> parse(std::string_view text);
    bool contains(const IpAddress& other) const;  // the same network
    auto operator<=>(const Prefix&) const = default;
};
std::string to_string(const Prefix& prefix);

struct MacAddress {
    std::array<std::uint8_t, 6> bytes{};
    auto operator<=>(const MacAddress&) const = default;
};
std::string to_string(const MacAddress& mac);
std::optional<MacAddress> parse_mac(std::string_view text);

// ff02::1:ffXX:XXXX of an IPv6 address (RFC 4291 §2.7.1).
IpAddress solicited_node_group(const IpAddress& address);
// The Ethernet group of an IP multicast group (RFC 1112 §6.4, RFC 2464 §7).
MacAddress multicast_mac(const IpAddress& group);

}  // namespace holdfast::net

template <>
struct std::hash<holdfast::net::IpAddress> {
    std::size_t operator()(const holdfast::net::IpAddress& address) const noexcept;
};
