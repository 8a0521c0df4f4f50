// Numbers of the wire that parsing and building share.
#pragma once

#include <cstdint>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/net/checksum.hpp"

namespace holdfast::detector::wire {

inline constexpr std::uint16_t arp_ethernet = 1;
inline constexpr std::uint16_t arp_request = 1;
inline constexpr std::uint16_t arp_reply = 2;

inline constexpr std::uint8_t icmpv6 = 58;
inline constexpr std::uint8_t neighbour_solicitation = 135;
inline constexpr std::uint8_t neighbour_advertisement = 136;
inline constexpr std::uint8_t option_source_mac = 1;
inline constexpr std::uint8_t option_target_mac = 2;

// RFC 8200 §8.1: the sum over the pseudo-header and the message.
inline net::ChecksumSum icmpv6_sum(const net::IpAddress& source, const net::IpAddress& destination,
                                   net::ByteView message) {
    return net::ChecksumSum{}
        .add(source.bytes())
        .add(destination.bytes())
        .add(static_cast<std::uint16_t>(message.size()))
        .add(icmpv6)
        .add(message);
}

}  // namespace holdfast::detector::wire
