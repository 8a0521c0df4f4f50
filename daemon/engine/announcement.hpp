// The frames that tell the LAN where an address lives now: gratuitous ARP and unsolicited Neighbor Advertisement.
#pragma once

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::engine {

// A whole Ethernet frame: gratuitous ARP request (RFC 9568 §6.4.1, P140, P141) for IPv4, unsolicited NA to all nodes
// with override and the link-layer address (P144, P145) for IPv6.
net::Bytes announcement(const net::IpAddress& address, const net::MacAddress& mac);

}  // namespace holdfast::engine
