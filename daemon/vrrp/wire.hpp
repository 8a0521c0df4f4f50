// The layout of a VRRP message, shared by encode and decode.
//
//     0         1         2         3         4                5         6         8
//     +---------+---------+---------+---------+----------------+---------+---------+-----------+
//     | 2, type |  VRID   | priority|  count  | auth type      | seconds | checksum| addresses | password
//     | 3, type |  VRID   | priority|  count  | 0, 12 bits of centiseconds| checksum| addresses |
//     +---------+---------+---------+---------+----------------+---------+---------+-----------+
#pragma once

#include <cstddef>
#include <cstdint>

#include "daemon/net/address.hpp"
#include "daemon/vrrp/hmac.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::vrrp::wire {

inline constexpr std::size_t header_size = 8;
inline constexpr std::size_t checksum_offset = 6;
inline constexpr std::size_t password_size = 8;  // version 2 carries it always, all zero without authentication (P11)

inline constexpr std::uint8_t advertisement_type = 1;
inline constexpr std::uint8_t no_authentication = 0;
inline constexpr std::uint8_t simple_password = 1;      // RFC 2338 §5.3.6
inline constexpr std::uint16_t interval_mask = 0x0fff;  // the other bits are reserved and ignored (RFC 9568 §5.2.6)

constexpr std::size_t address_size(net::Family family) {
    return family == net::Family::ipv4 ? 4 : 16;
}

// Of a whole message with `count` addresses.
constexpr std::size_t message_size(Version version, net::Family family, std::size_t count) {
    return header_size + count * address_size(family) + (version == Version::v2 ? password_size : 0);
}

// How much of a datagram the checksum covers, whose message ends at `message`. Over IPv6 it is the kernel's in some
// implementations, and the kernel knows no trailer.
constexpr std::size_t covered(net::Family family, std::size_t message, std::size_t whole) {
    return family == net::Family::ipv6 && whole == message + trailer_size ? whole : message;
}

}  // namespace holdfast::vrrp::wire
