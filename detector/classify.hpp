// A tapped frame -> what it says about the watched addresses, and who says so: we, or somebody else.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "daemon/vrrp/advertisement.hpp"
#include "detector/action.hpp"
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
    bool authenticated = false;
};
struct AdvertRefused {
    std::size_t instance = 0;
    vrrp::DropReason reason{};
    net::IpAddress source;
    net::MacAddress mac;
    // Read leniently, it lists an address of ours: with this priority.
    std::optional<vrrp::Priority> priority_for_ours;
};
// Nothing is wrong with it but that its source is our own address, and it is not from us.
struct CloneAdvertised {
    std::size_t instance = 0;
    vrrp::Priority priority;
    net::IpAddress source;
    net::MacAddress mac;
};
struct OwnAdvert {  // it leaves this host
    std::size_t instance = 0;
    vrrp::Priority priority;
    net::Duration waited{};
};

// By ARP or neighbour discovery: "`address` is at `mac`", and sometimes "who has `asked`?".
enum class Manner : std::uint8_t {
    asks,       // of a probe: it states no address (RFC 5227 §1.1)
    uses,       // it asks for another as the owner of `address`
    announces,  // to everybody, unasked
    answers     // to us alone
};
struct AddressStated {
    net::IpAddress address;  // need not be a watched one; unspecified: none
    net::MacAddress mac;
    Manner manner{};
    std::optional<net::IpAddress> asked = std::nullopt;
    ProbeForm form = ProbeForm::anonymous;  // of the probe that is answered
};

// A frame of ours came back: a loop or a reflection, never a rival.
struct AdvertLooped {
    std::size_t instance = 0;
};
struct StatementLooped {
    net::IpAddress address;
};
struct SaysNothing {};

using Statement = std::variant<SaysNothing, AdvertHeard, AdvertRefused, CloneAdvertised, OwnAdvert, AddressStated,
                               AdvertLooped, StatementLooped>;

struct Tapped {
    std::string_view interface;
    bool outgoing = false;
    bool echo = false;       // the same left this host a moment ago
    net::Duration waited{};  // until it was read
};

// The one that an advert is for, as far as it can be read.
std::optional<std::size_t> instance_of(const vrrp::Datagram& datagram, std::string_view interface,
                                       std::span<const WatchedInstance> watched);

// Who checks the signatures of each watched instance's adverts; nobody: none are signed.
struct Notaries {
    std::span<vrrp::Authenticator> each{};
    vrrp::UtcTime now{};
};

Statement classify(const Frame& frame, const Tapped& tapped, std::span<const WatchedInstance> watched,
                   const OwnSet& own, const Notaries& notaries = {});

}  // namespace holdfast::detector
