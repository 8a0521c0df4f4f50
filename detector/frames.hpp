// The Ethernet frames that speak of who owns an address: ARP, neighbour discovery and VRRP, as values; and our own
// probes.
#pragma once

#include <optional>
#include <variant>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/vrrp/datagram.hpp"

namespace holdfast::detector {

// RFC 826, Ethernet and IPv4 only.
struct Arp {
    bool reply = false;
    net::MacAddress sender_mac;
    net::IpAddress sender;  // unspecified in a probe (RFC 5227 §1.1)
    net::MacAddress target_mac;
    net::IpAddress target;
    bool operator==(const Arp&) const = default;
};

// RFC 4861 §4.3. The link-layer address is absent in duplicate address detection.
struct NeighbourSolicitation {
    net::IpAddress source;
    net::IpAddress target;
    std::optional<net::MacAddress> source_mac;
    bool operator==(const NeighbourSolicitation&) const = default;
};

// RFC 4861 §4.4: "the target is at this link-layer address".
struct NeighbourAdvertisement {
    net::IpAddress target;
    net::MacAddress target_mac;  // of the option; of the frame where there is none
    bool solicited = false;
    bool operator==(const NeighbourAdvertisement&) const = default;
};

struct Frame {
    net::MacAddress source;
    net::MacAddress destination;
    std::variant<Arp, NeighbourSolicitation, NeighbourAdvertisement, vrrp::Datagram> content;
};

// Nothing: not one of these, or malformed. What the kernel's own stack would not believe is not believed here: a wrong
// checksum, a hop limit below 255 in neighbour discovery. A Datagram borrows from `bytes`.
std::optional<Frame> parse_frame(net::ByteView bytes);

// "Who has `address`?", from the unspecified address, so that no neighbour's cache changes (RFC 5227 §1.1).
// `own` is the interface's address, never a virtual one, else a switch would move that to this port.
net::Bytes arp_probe(const net::MacAddress& own, const net::IpAddress& address);
// The same from our own address, never a virtual one: proxies answer to it, too.
net::Bytes arp_probe(const net::MacAddress& own, const net::IpAddress& sender, const net::IpAddress& address);

// The same by neighbour solicitation, from our link-local address: an answer to `::` would be multicast and rewrite the
// caches of all neighbours.
net::Bytes neighbour_probe(const net::MacAddress& own, const net::IpAddress& own_link_local,
                           const net::IpAddress& address);

}  // namespace holdfast::detector
