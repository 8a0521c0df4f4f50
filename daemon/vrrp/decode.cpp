#include <algorithm>
#include <utility>

#include "daemon/vrrp/advertisement.hpp"
#include "daemon/vrrp/checksum.hpp"
#include "daemon/vrrp/wire.hpp"

namespace holdfast::vrrp {
namespace {

// A rung of the ladder: nothing, or why the climb ends here.
using Rung = std::optional<DropReason>;

// The message's fields as they are on the wire. Reading past the end gives zeros; check_layout finds that out.
struct Message {
    std::uint8_t priority, count, auth_type;
    Centiseconds interval;
    net::ByteView addresses;
    net::ByteView password;  // version 2 only
};

Message read(const Datagram& datagram, Version version) {
    net::Reader reader{datagram.message};
    reader.take(2);  // version, type and VRID: see read_header
    Message message{};
    message.priority = reader.u8();
    message.count = reader.u8();
    if (version == Version::v2) {
        message.auth_type = reader.u8();
        message.interval = std::chrono::seconds{reader.u8()};
    } else {
        message.interval = Centiseconds{reader.u16() & wire::interval_mask};
    }
    reader.take(2);  // checksum
    message.addresses = reader.take(message.count * wire::address_size(datagram.family()));
    if (version == Version::v2) message.password = reader.take(wire::password_size);
    return message;
}

bool contains(const std::vector<net::IpAddress>& addresses, const net::IpAddress& wanted) {
    return std::ranges::find(addresses, wanted) != addresses.end();
}

// A source that a router on this link can have (P70).
bool is_router_address(const net::IpAddress& source) {
    if (source.family() == net::Family::ipv6) return source.is_link_local();
    return !source.is_unspecified() && !source.is_multicast() && !source.is_loopback() &&
           !source.is_limited_broadcast();
}

Rung check_route(const Datagram& datagram, const Expectation& expected) {
    const bool unicast = !expected.unicast_peers.empty();
    if (contains(expected.own_addresses, datagram.source)) return DropReason::own_source;
    if (datagram.hop_limit != hop_limit) return DropReason::ttl;  // RFC 9568 §5.1.1.3, §5.1.2.3
    const bool known = unicast ? contains(expected.unicast_peers, datagram.source) : is_router_address(datagram.source);
    if (!known) return DropReason::src;
    const bool for_us = unicast ? contains(expected.own_addresses, datagram.destination)
                                : datagram.destination == multicast_group(datagram.family());
    if (!for_us) return DropReason::dst;
    return std::nullopt;
}

// The checksum is that of the declared message: what follows it is a matter of length (P49).
std::optional<ChecksumForm> verify_declared(const Datagram& datagram, Version version, const Message& message) {
    const std::size_t declared = wire::message_size(version, datagram.family(), message.count);
    const std::size_t size = datagram.message.size();
    const net::ByteView covered =
        datagram.message.first(wire::covered(datagram.family(), std::min(declared, size), size));
    return verify_checksum(version, {datagram.source, datagram.destination}, covered);
}

Rung check_layout(const Datagram& datagram, Version version, const Message& message, bool may_have_trailer) {
    if (message.count == 0) return DropReason::count_zero;  // RFC 9568 §5.2.5
    const std::size_t size = datagram.message.size();
    const std::size_t declared = wire::message_size(version, datagram.family(), message.count);
    const bool exact = size == declared || (may_have_trailer && size == declared + trailer_size);
    return exact ? Rung{} : DropReason::length;
}

// In constant time: how long a wrong guess takes must not tell how much of it was right.
bool same_password(net::ByteView received, const Password& ours) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) difference |= unsigned{received[i]} ^ unsigned { ours[i] };
    return difference == 0;
}

Rung check_password(const Message& message, const std::optional<Password>& password) {
    if (message.auth_type != (password ? wire::simple_password : wire::no_authentication)) return DropReason::auth_type;
    if (password && !same_password(message.password, *password)) return DropReason::auth_fail;
    return std::nullopt;
}

// Dropped for it only where all are to be signed.
Rung check_signature(const Datagram& datagram, const Inspection& inspection, Accepted& accepted) {
    const std::size_t size =
        wire::message_size(accepted.advert.version, datagram.family(), accepted.advert.addresses.size());
    const Rung reason = inspection.by->check(datagram, size, inspection.now);
    accepted.authenticated = !reason;
    if (inspection.by->demands()) return reason;
    accepted.unproven = reason;
    return std::nullopt;
}

std::vector<net::IpAddress> split(net::ByteView bytes, net::Family family) {
    std::vector<net::IpAddress> addresses;
    addresses.reserve(bytes.size() / wire::address_size(family));
    for (net::Reader reader{bytes}; reader.left() > 0;) {
        addresses.push_back(net::IpAddress::from_bytes(reader.take(wire::address_size(family))));
    }
    return addresses;
}

// The order is no part of the list (P14).
bool same_list(std::vector<net::IpAddress> heard, std::vector<net::IpAddress> ours) {
    if (heard == ours) return true;
    std::ranges::sort(heard);
    std::ranges::sort(ours);
    return heard == ours;
}

// RFC 3768 §7.1, the order of DropReason.
Rung check_v2(const Message& message, const Accepted& accepted, const Expectation& expected) {
    if (message.interval == Centiseconds::zero()) return DropReason::interval_zero;
    if (accepted.interval_differs) return DropReason::interval_mismatch;
    if (expected.owns_addresses) return DropReason::owner;
    if (accepted.address_list_differs && !accepted.advert.priority.is_owner()) return DropReason::address_list;
    return std::nullopt;
}

// RFC 9568 §7.1 with errata 8298, 8300 and 8301: what else differs is flagged, not dropped (P52, P59, P67).
Rung check_v3(const Accepted& accepted) {
    if (accepted.advert.interval == Centiseconds::zero()) return DropReason::interval_zero;
    const net::IpAddress& first = accepted.advert.addresses.front();
    if (first.family() == net::Family::ipv6 && !first.is_link_local()) return DropReason::first_not_ll;
    return std::nullopt;
}

}  // namespace

std::expected<Header, DropReason> read_header(const Datagram& datagram) {
    if (datagram.was_fragmented) return std::unexpected{DropReason::fragment};
    if (datagram.has_options) return std::unexpected{DropReason::options};
    if (datagram.message.size() < wire::header_size) return std::unexpected{DropReason::truncated};
    const unsigned version = datagram.message[0] >> 4;
    const unsigned type = datagram.message[0] & 0x0f;
    if (version != 2 && version != 3) return std::unexpected{DropReason::version};
    if (type != wire::advertisement_type) return std::unexpected{DropReason::type};
    return Header{static_cast<Version>(version), Vrid{datagram.message[1]}};
}

std::expected<Accepted, DropReason> decode(const Datagram& datagram, const Expectation& expected,
                                           const Inspection& inspection) {
    const std::expected<Header, DropReason> header = read_header(datagram);
    if (!header) return std::unexpected{header.error()};
    if (header->version != expected.version) return std::unexpected{DropReason::version};
    if (auto reason = check_route(datagram, expected)) return std::unexpected{*reason};

    const Message message = read(datagram, header->version);
    const std::optional<ChecksumForm> form = verify_declared(datagram, header->version, message);
    if (!form) return std::unexpected{DropReason::checksum};
    const bool may_be_signed = inspection.by != nullptr && inspection.by->active();
    if (auto reason = check_layout(datagram, header->version, message, may_be_signed)) return std::unexpected{*reason};

    Accepted accepted{.advert = {.version = header->version,
                                 .vrid = header->vrid,
                                 .priority = Priority{message.priority},
                                 .interval = message.interval,
                                 .addresses = split(message.addresses, datagram.family())},
                      .source = datagram.source,
                      .checksum_form = *form,
                      .interval_differs = message.interval != expected.interval};
    accepted.address_list_differs = !same_list(accepted.advert.addresses, expected.addresses);
    accepted.owner_conflict = expected.owns_addresses && accepted.advert.priority.is_owner();

    const bool is_v2 = header->version == Version::v2;
    if (auto reason = is_v2 ? check_password(message, expected.password) : std::nullopt)
        return std::unexpected{*reason};
    if (may_be_signed) {
        if (auto reason = check_signature(datagram, inspection, accepted)) return std::unexpected{*reason};
    }
    if (auto reason = is_v2 ? check_v2(message, accepted, expected) : check_v3(accepted)) {
        return std::unexpected{*reason};
    }
    return accepted;
}

}  // namespace holdfast::vrrp
