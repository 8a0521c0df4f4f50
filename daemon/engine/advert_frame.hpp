// An advert as a whole Ethernet frame: of a router with a virtual MAC, or where the kernel has no room for the group's
// neighbour entry.
#pragma once

#include "daemon/engine/effect.hpp"

namespace holdfast::engine {

// From that MAC to the group's (RFC 9568 §5.1, §7.3), with what the kernel would write for a raw socket of ours.
// Multicast only: whom a unicast frame goes to is known by ARP alone.
net::Bytes advert_frame(const Transmit& advert, const net::MacAddress& from);

}  // namespace holdfast::engine
