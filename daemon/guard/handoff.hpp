// An engine that ends so that its successor can begin leaves its addresses and its adverts to the guard for a while:
// the last advert of each router is repeated, so that no backup misses its master.
#pragma once

#include <optional>
#include <vector>

#include "daemon/guard/promise.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::guard {

// One message of a router's.
struct Repeat {
    Slot slot = 0;
    net::InterfaceIndex interface{};
    net::IpAddress source;
    net::IpAddress destination;
    bool framed = false;  // `bytes` are a whole Ethernet frame
    net::Bytes bytes;
    bool operator==(const Repeat&) const = default;
};

struct Handoff {
    net::Duration time{};  // from now on; then the addresses are given up as those of a dead engine
    std::vector<Repeat> adverts;
    bool operator==(const Handoff&) const = default;
};

net::Bytes encode(const Handoff& handoff);
std::optional<Handoff> decode_handoff(net::ByteView message);

}  // namespace holdfast::guard
