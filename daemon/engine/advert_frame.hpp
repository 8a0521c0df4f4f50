// An advert as the whole Ethernet frame that a router with a virtual MAC sends.
#pragma once

#include "daemon/engine/effect.hpp"

namespace holdfast::engine {

// From the virtual MAC to the group's (RFC 9568 §5.1, §7.3), with what the kernel would write for a raw socket of ours.
// Multicast only: whom a unicast frame goes to is known by ARP alone.
net::Bytes advert_frame(const Transmit& advert, const net::MacAddress& virtual_mac);

}  // namespace holdfast::engine
