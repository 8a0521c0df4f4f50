// A packet that tests spoil field by field. It is built by hand, not by encode(), so that each side tests the other.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "daemon/net/checksum.hpp"
#include "daemon/vrrp/advertisement.hpp"

namespace holdfast::net {
inline void PrintTo(const IpAddress& address, std::ostream* out) {
    *out << to_string(address);
}
}  // namespace holdfast::net

namespace holdfast::vrrp {

inline void PrintTo(DropReason reason, std::ostream* out) {
    *out << label(reason);
}
inline void PrintTo(ChecksumForm form, std::ostream* out) {
    *out << label(form);
}

inline net::IpAddress ip(const std::string& text) {
    return net::IpAddress::parse(text).value();
}

inline constexpr Password secret{'s', 'e', 's', 'a', 'm', 'e'};

struct Packet {
    net::IpAddress source, destination;
    std::optional<std::uint8_t> hop_limit = 255;
    bool has_options = false;
    bool was_fragmented = false;

    std::uint8_t version = 3, type = 1, vrid = 10, priority = 200;
    std::optional<std::uint8_t> count{};  // none: as many as there are
    std::uint8_t auth_type = 0;           // version 2
    std::uint16_t interval = 100;         // as in the field: seconds or centiseconds
    std::vector<net::IpAddress> addresses;
    Password password{};   // version 2
    net::Bytes trailer{};  // after the declared message

    ChecksumForm form = ChecksumForm::rfc9568;             // version 3 over IPv4
    std::optional<net::IpAddress> checksum_destination{};  // none: the real one
    bool checksum_broken = false;
    std::optional<std::size_t> cut{};  // only so many bytes of it arrive

    net::Bytes bytes() const {
        net::Writer out;
        out.u8(static_cast<std::uint8_t>(version << 4 | type)).u8(vrid).u8(priority);
        out.u8(count.value_or(static_cast<std::uint8_t>(addresses.size())));
        if (version == 2) {
            out.u8(auth_type).u8(static_cast<std::uint8_t>(interval));
        } else {
            out.u16(interval);
        }
        out.u16(0);
        for (const net::IpAddress& address : addresses) out.append(address.bytes());
        if (version == 2) out.append(password);
        const std::uint16_t right = checksum(out.view());
        out.put_u16(6, static_cast<std::uint16_t>(checksum_broken ? right ^ 0x0100 : right)).append(trailer);
        net::Bytes whole = out.take();
        if (cut) whole.resize(*cut);
        return whole;
    }

    Datagram datagram(net::ByteView message) const {
        return {source, destination, hop_limit, has_options, was_fragmented, message};
    }

private:
    std::uint16_t checksum(net::ByteView message) const {
        const bool ipv4 = source.family() == net::Family::ipv4;
        const std::size_t declared = 8U + count.value_or(0) * (ipv4 ? 4U : 16U) + (version == 2 ? 8U : 0U);
        const net::ByteView covered = count && declared < message.size() ? message.first(declared) : message;
        net::ChecksumSum sum;
        if (version == 3 && !(ipv4 && form == ChecksumForm::rfc9568)) {
            sum.add(source.bytes()).add(checksum_destination.value_or(destination).bytes());
            sum.add(std::uint16_t{112}).add(static_cast<std::uint16_t>(covered.size()));
        }
        return sum.add(covered).complement();
    }
};

inline Packet packet_v3() {
    return {
        .source = ip("192.0.2.251"), .destination = ip("224.0.0.18"), .addresses = {ip("192.0.2.1"), ip("192.0.2.2")}};
}

inline Packet packet_v2() {
    Packet packet = packet_v3();
    packet.version = 2;
    packet.interval = 1;
    return packet;
}

inline Packet packet_v2_with_password() {
    Packet packet = packet_v2();
    packet.auth_type = 1;
    packet.password = secret;
    return packet;
}

inline Packet packet_ipv6() {
    return {.source = ip("fe80::c8"), .destination = ip("ff02::12"), .addresses = {ip("fe80::1"), ip("2001:db8::1")}};
}

// What a router that agrees with `packet` expects.
inline Expectation expectation_of(const Packet& packet) {
    const bool ipv4 = packet.source.family() == net::Family::ipv4;
    return {.version = static_cast<Version>(packet.version),
            .interval = packet.version == 2 ? std::chrono::seconds{packet.interval} : Centiseconds{packet.interval},
            .password = packet.auth_type == 1 ? std::optional{packet.password} : std::nullopt,
            .addresses = packet.addresses,
            .unicast_peers = {},
            .own_addresses = {ip(ipv4 ? "192.0.2.10" : "fe80::a")}};
}

inline std::expected<Accepted, DropReason> hear(const Packet& packet, const Expectation& expected) {
    const net::Bytes message = packet.bytes();
    return decode(packet.datagram(message), expected);
}

// Why it was dropped; none: accepted.
inline std::optional<DropReason> fate(const Packet& packet, const Expectation& expected) {
    const auto heard = hear(packet, expected);
    return heard ? std::nullopt : std::optional{heard.error()};
}

}  // namespace holdfast::vrrp
