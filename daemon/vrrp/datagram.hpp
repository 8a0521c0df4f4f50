// An IP datagram of protocol 112 as the shell received it: what the IP layer said, and the VRRP message.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/vrrp/drop_reason.hpp"

namespace holdfast::vrrp {

struct Datagram {
    net::IpAddress source;
    net::IpAddress destination;
    std::optional<std::uint8_t> hop_limit;  // absent: the kernel did not say, which is a drop (P42)
    bool has_options = false;               // IPv4 options, IPv6 extension headers
    bool was_fragmented = false;
    net::ByteView message;  // from the version byte on; borrowed

    net::Family family() const { return source.family(); }
};

// Splits what an IPv4 raw socket delivers, the header included, into its parts (P40). Ethernet padding is cut off.
std::expected<Datagram, DropReason> parse_ipv4(net::ByteView packet);

}  // namespace holdfast::vrrp
