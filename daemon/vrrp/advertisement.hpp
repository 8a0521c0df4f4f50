// The ADVERTISEMENT: bytes to value and back. Nothing here knows sockets, time or state.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "daemon/vrrp/authenticator.hpp"
#include "daemon/vrrp/datagram.hpp"
#include "daemon/vrrp/drop_reason.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::vrrp {

struct Advertisement {
    Version version = Version::v3;
    Vrid vrid{};
    Priority priority;
    Centiseconds interval{100};  // version 2: whole seconds only
    std::vector<net::IpAddress> addresses;

    bool operator==(const Advertisement&) const = default;
};

// What can be read before the virtual router is known.
struct Header {
    Version version;
    Vrid vrid;
};

// The first steps of the ladder: fragment, options, truncated, version, type.
std::expected<Header, DropReason> read_header(const Datagram& datagram);

// What a virtual router expects of its peers.
struct Expectation {
    Version version = Version::v3;
    Centiseconds interval{100};
    std::optional<Password> password;           // version 2 only; none: authentication type 0
    std::vector<net::IpAddress> addresses;      // in any order
    std::vector<net::IpAddress> unicast_peers;  // empty: multicast
    std::vector<net::IpAddress> own_addresses;  // of the receiving interface, primary first
    bool owns_addresses = false;                // our priority is 255
};

// An accepted advertisement, and what was odd about it without being a reason to drop it.
struct Accepted {
    Advertisement advert;
    net::IpAddress source;
    ChecksumForm checksum_form = ChecksumForm::rfc9568;  // version 3 over IPv4 only
    bool interval_differs = false;                       // P59
    bool address_list_differs = false;                   // P67
    bool owner_conflict = false;                         // P52: both own the addresses
    bool authenticated = false;                          // by its trailer
    std::optional<DropReason> unproven{};                // what is wrong with that, where it counts all the same
};

// The rest of the ladder, from the virtual router's version on, in the order of DropReason.
std::expected<Accepted, DropReason> decode(const Datagram& datagram, const Expectation& expected,
                                           const Inspection& inspection = {});

struct Sending {
    net::IpAddress source;
    net::IpAddress destination;
    ChecksumForm checksum_form = ChecksumForm::pseudo_header;  // version 3 over IPv4 only
    std::optional<Password> password;                          // version 2 only
    std::optional<Seal> seal{};                                // a trailer follows
};

// The VRRP message of `advert`, checksum included, as RFC 9568 §5.2 and RFC 3768 §5.3 lay it out. All addresses
// must be of the family of `sending.source`.
net::Bytes encode(const Advertisement& advert, const Sending& sending);

}  // namespace holdfast::vrrp
