// What a virtual router of the fuzz targets expects, and what must be true of every advert that it accepts.
#pragma once

#include "daemon/vrrp/advertisement.hpp"
#include "tests/fuzz/wire.hpp"
#include "tests/unit/vrrp/quick_hash.hpp"

namespace holdfast::fuzz {

inline const net::IpAddress& group(net::Family family) {
    static const net::IpAddress v4 = vrrp::multicast_group(net::Family::ipv4);
    static const net::IpAddress v6 = vrrp::multicast_group(net::Family::ipv6);
    return family == net::Family::ipv4 ? v4 : v6;
}

// One byte decides.
inline vrrp::Expectation choose_expectation(Input& in, net::Family family) {
    const bool v4 = family == net::Family::ipv4;
    const std::uint8_t choice = in.u8();
    vrrp::Expectation expected;
    if (v4 && (choice & 1) != 0) expected.version = vrrp::Version::v2;
    if ((choice & 2) != 0) expected.password = vrrp::Password{'s', 'e', 'c', 'r', 'e', 't'};
    if (expected.version == vrrp::Version::v3) expected.password.reset();
    expected.own_addresses = {v4 ? ip("192.0.2.11") : ip("fe80::11")};
    if ((choice & 4) != 0) expected.unicast_peers = {v4 ? ip("192.0.2.12") : ip("fe80::12")};
    expected.owns_addresses = (choice & 8) != 0;
    expected.addresses = {v4 ? ip("192.0.2.1") : ip("fe80::1")};
    if ((choice & 16) != 0) expected.addresses.push_back(v4 ? ip("192.0.2.2") : ip("2001:db8::1"));
    return expected;
}

// As far as the count says; what follows is a matter of length (P49).
inline std::size_t declared_size(net::ByteView message, net::Family family) {
    const std::size_t each = family == net::Family::ipv4 ? 4 : 16;
    return message.size() < 8 ? message.size() : 8 + message[3] * each + (message[0] >> 4 == 2 ? 8U : 0U);
}

inline bool sum_is_right(const vrrp::Datagram& datagram) {
    const net::ByteView m = datagram.message;
    const std::uint32_t header = pseudo_header(datagram.source, datagram.destination, 112, m.size());
    const bool alone = folded(words(m)) == 0xffff;
    const bool with_header = folded(words(m) + header) == 0xffff;
    if (m[0] >> 4 == 2) return alone;
    return with_header || (alone && datagram.family() == net::Family::ipv4);
}

inline void check_bytes(const vrrp::Datagram& datagram, const vrrp::Accepted& accepted) {
    const net::ByteView m = datagram.message;
    const vrrp::Advertisement& advert = accepted.advert;
    ensure(m.size() == declared_size(m, datagram.family()), "an accepted message is as long as it says");
    ensure(m[0] >> 4 == static_cast<int>(advert.version) && (m[0] & 0x0f) == 1, "of its version, an advertisement");
    ensure(m[1] == static_cast<std::uint8_t>(advert.vrid) && m[2] == advert.priority.value(), "VRID and priority");
    ensure(!advert.addresses.empty() && m[3] == advert.addresses.size(), "the addresses that it counts, one at least");
    ensure(advert.interval > vrrp::Centiseconds::zero(), "the interval is never zero");
    ensure(sum_is_right(datagram), "the checksum verifies");
}

inline void check_route(const vrrp::Datagram& datagram, const vrrp::Expectation& expected) {
    const bool unicast = !expected.unicast_peers.empty();
    ensure(datagram.hop_limit == 255, "it was sent on this link");
    ensure(!datagram.was_fragmented && !datagram.has_options, "no fragment, no options");
    ensure(datagram.source != expected.own_addresses[0], "it is not from ourselves");
    ensure(!datagram.source.is_multicast() && !datagram.source.is_unspecified(), "a router has sent it");
    ensure(datagram.destination == (unicast ? expected.own_addresses[0] : group(datagram.family())), "it is for us");
    ensure(!unicast || datagram.source == expected.unicast_peers[0], "a unicast group has no strangers");
}

// What was accepted, written again, is accepted as the same.
inline void check_round_trip(const vrrp::Datagram& datagram, const vrrp::Expectation& expected,
                             const vrrp::Accepted& accepted) {
    const vrrp::Sending sending{datagram.source, datagram.destination, accepted.checksum_form, expected.password};
    const net::Bytes again = vrrp::encode(accepted.advert, sending);
    vrrp::Datagram copy = datagram;
    copy.message = again;
    const auto back = vrrp::decode(copy, expected);
    ensure(back && back->advert == accepted.advert, "an accepted advert survives writing and reading");
    ensure(back->address_list_differs == accepted.address_list_differs && back->source == accepted.source &&
               back->interval_differs == accepted.interval_differs && back->owner_conflict == accepted.owner_conflict,
           "and is as odd as before");
}

inline constexpr vrrp::UtcTime time_of_seeds{std::chrono::seconds{0x68000000}};

inline vrrp::Authenticator with_keys(vrrp::HmacMode mode) {
    vrrp::Authenticator authenticator;
    authenticator.configure(vrrp::HmacSettings{.keys = {{1, "the key"}}, .mode = mode}, vrrp::quick_hash);
    return authenticator;
}

// To routers with keys nothing is authentic but what is signed; those that put up with the rest take it as it is.
inline void check_unsigned(const vrrp::Datagram& datagram, const vrrp::Expectation& expected) {
    vrrp::Authenticator strict = with_keys(vrrp::HmacMode::enforce), lenient = with_keys(vrrp::HmacMode::permissive);
    ensure(!vrrp::decode(datagram, expected, {&strict, time_of_seeds}), "nobody signs by chance");
    const auto accepted = vrrp::decode(datagram, expected, {&lenient, time_of_seeds});
    if (!accepted) return;
    ensure(!accepted->authenticated && accepted->unproven, "what is not signed is put up with");
    if (datagram.message.size() == declared_size(datagram.message, datagram.family()))
        ensure(vrrp::decode(datagram, expected)->advert == accepted->advert, "and says what it says without keys");
}

// Signed, it is accepted once.
inline void check_signed(const vrrp::Datagram& datagram, const vrrp::Expectation& expected,
                         const vrrp::Accepted& accepted) {
    vrrp::Authenticator sender = with_keys(vrrp::HmacMode::enforce), receiver = sender;
    const net::Bytes bytes = vrrp::encode(
        accepted.advert,
        {datagram.source, datagram.destination, accepted.checksum_form, expected.password, sender.seal(time_of_seeds)});
    vrrp::Datagram copy = datagram;
    copy.message = bytes;
    const auto heard = vrrp::decode(copy, expected, {&receiver, time_of_seeds});
    ensure(heard && heard->authenticated && heard->advert == accepted.advert, "a signed advert is authentic");
    const auto again = vrrp::decode(copy, expected, {&receiver, time_of_seeds});
    ensure(!again && again.error() == vrrp::DropReason::hmac_replay, "and only once");
    ensure(!vrrp::decode(copy, expected), "and too long for who has no keys");
}

inline void check_advert(const vrrp::Datagram& datagram, const vrrp::Expectation& expected) {
    const auto header = vrrp::read_header(datagram);
    ensure(!header || datagram.message.size() >= 8, "a header has eight bytes");
    check_unsigned(datagram, expected);
    const auto accepted = vrrp::decode(datagram, expected);
    if (!accepted) return;
    check_signed(datagram, expected, *accepted);
    ensure(header && header->vrid == accepted->advert.vrid, "what is accepted has a header");
    ensure(accepted->advert.version == expected.version, "of the version that is expected");
    check_route(datagram, expected);
    check_bytes(datagram, *accepted);
    check_round_trip(datagram, expected, *accepted);
}

}  // namespace holdfast::fuzz
