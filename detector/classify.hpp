// A tapped frame -> what it says about the watched addresses, and who says so: we, or somebody else.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <variant>

#include "daemon/vrrp/advertisement.hpp"
#include "detector/frames.hpp"
#include "detector/own_set.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// `instance` is the position in the list of watched instances.
struct AdvertHeard {
    std::size_t instance = 0;
    vrrp::Advertisement advert;
    net::IpAddress source;
    net::MacAddress mac;
};
struct AdvertRefused {
    std::size_t instance = 0;
    vrrp::DropReason reason{};
    net::IpAddress source;
    net::MacAddress mac;
};
struct OwnAdvert {  // it leaves this host
    std::size_t instance = 0;
    vrrp::Priority priority;
};
// "`address` is at `mac`", by ARP or neighbour advertisement. An address need not be a watched one; in a probe
// it is 0.0.0.0, which nobody has.
struct AddressStated {
    net::IpAddress address;
    net::MacAddress mac;
    bool answer = false;  // sent to us alone, as the answer to a probe is
};
// A frame of ours came back: a loop or a reflection, never a rival.
struct AdvertLooped {
    std::size_t instance = 0;
};
struct StatementLooped {
    net::IpAddress address;
};
struct SaysNothing {};

using Statement =
    std::variant<SaysNothing, AdvertHeard, AdvertRefused, OwnAdvert, AddressStated, AdvertLooped, StatementLooped>;

struct Tapped {
    std::string_view interface;
    bool outgoing = false;
};

Statement classify(const Frame& frame, const Tapped& tapped, std::span<const WatchedInstance> watched,
                   const OwnSet& own);

}  // namespace holdfast::detector
