// An answer to an ICMP echo, as a raw socket delivers it; pure.
#pragma once

#include <optional>

#include <linux/icmp.h>
#include <netinet/icmp6.h>

#include "daemon/io/icmp_socket.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::io {

// An IPv4 raw socket delivers the IP header too. Empty: there is none.
inline net::ByteView without_ip_header(net::ByteView packet, net::Family family) {
    if (family == net::Family::ipv6 || packet.empty()) return packet;
    constexpr std::size_t shortest = 20, unit = 4;
    const std::size_t header = (packet[0] & 0x0FU) * unit;
    return header >= shortest && header <= packet.size() ? packet.subspan(header) : net::ByteView{};
}

inline std::optional<EchoReply> parse_echo_reply(net::ByteView packet, net::Family family,
                                                 const net::IpAddress& source) {
    const std::uint8_t expected = family == net::Family::ipv4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
    net::Reader reader{without_ip_header(packet, family)};
    const bool is_reply = reader.u8() == expected;
    reader.take(3);  // code and checksum
    const EchoReply reply{.source = source, .id = reader.u16(), .sequence = reader.u16()};
    return is_reply && reader.ok() ? std::optional{reply} : std::nullopt;
}

}  // namespace holdfast::io
