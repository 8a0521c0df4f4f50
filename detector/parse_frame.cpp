#include <algorithm>

#include "daemon/net/ethertype.hpp"
#include "daemon/vrrp/types.hpp"
#include "detector/frames.hpp"
#include "detector/wire.hpp"

namespace holdfast::detector {

namespace {

using Content = decltype(Frame::content);

net::MacAddress read_mac(net::Reader& reader) {
    net::MacAddress mac;
    std::ranges::copy(reader.take(mac.bytes.size()), mac.bytes.begin());
    return mac;
}

net::IpAddress read_ip(net::Reader& reader, net::Family family) {
    const net::ByteView bytes = reader.take(family == net::Family::ipv4 ? 4 : 16);
    return bytes.empty() ? net::IpAddress{} : net::IpAddress::from_bytes(bytes);
}

std::optional<Content> parse_arp(net::Reader reader) {
    const bool known_form = reader.u16() == wire::arp_ethernet && reader.u16() == net::ethertype_ipv4 &&
                            reader.u8() == 6 && reader.u8() == 4;
    const std::uint16_t operation = reader.u16();
    if (!known_form || (operation != wire::arp_request && operation != wire::arp_reply)) return std::nullopt;
    Arp arp;
    arp.reply = operation == wire::arp_reply;
    arp.sender_mac = read_mac(reader);
    arp.sender = read_ip(reader, net::Family::ipv4);
    arp.target_mac = read_mac(reader);
    arp.target = read_ip(reader, net::Family::ipv4);
    if (!reader.ok()) return std::nullopt;
    return arp;
}

std::optional<Content> parse_ipv4(net::ByteView packet) {
    constexpr std::size_t protocol_offset = 9;
    if (packet.size() < 20 || packet[protocol_offset] != vrrp::protocol_number) return std::nullopt;
    const std::size_t header_length = static_cast<std::size_t>(packet[0] & 0x0f) * 4;
    if (header_length > packet.size()) return std::nullopt;
    if (!net::ChecksumSum{}.add(packet.first(header_length)).verifies()) return std::nullopt;
    const auto datagram = vrrp::parse_ipv4(packet);
    if (!datagram) return std::nullopt;
    return *datagram;
}

// Of a neighbour's message: what is around it, and its fields.
struct Neighbour {
    net::MacAddress frame_source;
    net::IpAddress source, destination, target;
    net::ByteView options;
};

// RFC 4861 §7.1: one option without a length, or longer than what is left, spoils the message.
bool are_whole(net::ByteView options) {
    net::Reader reader{options};
    while (reader.left() > 0) {
        reader.u8();
        const std::size_t length = static_cast<std::size_t>(reader.u8()) * 8;
        if (length == 0) return false;
        reader.take(length - 2);
    }
    return reader.ok();
}

// The first option of `wanted` type (RFC 4861 §4.6.1).
std::optional<net::MacAddress> find_mac_option(net::ByteView options, std::uint8_t wanted) {
    net::Reader reader{options};
    while (reader.left() > 0) {
        const std::uint8_t type = reader.u8();
        const std::size_t length = static_cast<std::size_t>(reader.u8()) * 8;
        if (type == wanted && length == 8) return read_mac(reader);
        reader.take(length - 2);
    }
    return std::nullopt;
}

// RFC 4861 §7.1.1: duplicate address detection asks the address's own group, and gives no Ethernet address.
std::optional<Content> solicitation(const Neighbour& said) {
    const auto mac = find_mac_option(said.options, wire::option_source_mac);
    const bool detects = said.source.is_unspecified();
    if (detects && (mac || said.destination != net::solicited_node_group(said.target))) return std::nullopt;
    return NeighbourSolicitation{said.source, said.target, mac};
}

// RFC 4861 §7.1.2: an answer is not for everybody.
std::optional<Content> advertisement(const Neighbour& said, std::uint32_t flags) {
    constexpr std::uint32_t solicited_flag = 0x40000000;
    const bool solicited = (flags & solicited_flag) != 0;
    if (solicited && said.destination.is_multicast()) return std::nullopt;
    const auto mac = find_mac_option(said.options, wire::option_target_mac);
    return NeighbourAdvertisement{said.target, mac.value_or(said.frame_source), solicited};
}

std::optional<Content> parse_neighbour(Neighbour said, net::ByteView message) {
    net::Reader reader{message};
    const std::uint8_t type = reader.u8();
    const std::uint8_t code = reader.u8();
    reader.u16();  // the checksum is verified by the caller
    const std::uint32_t flags = reader.u32();
    said.target = read_ip(reader, net::Family::ipv6);
    if (!reader.ok() || code != 0 || said.target.is_multicast()) return std::nullopt;
    said.options = reader.take(reader.left());
    if (!are_whole(said.options)) return std::nullopt;
    if (type == wire::neighbour_solicitation) return solicitation(said);
    return type == wire::neighbour_advertisement ? advertisement(said, flags) : std::nullopt;
}

std::optional<Content> parse_ipv6(net::Reader reader, const net::MacAddress& frame_source) {
    const std::uint32_t version = reader.u32() >> 28;
    const std::uint16_t length = reader.u16();
    const std::uint8_t next_header = reader.u8();
    const std::uint8_t hop_limit = reader.u8();
    const net::IpAddress source = read_ip(reader, net::Family::ipv6);
    const net::IpAddress destination = read_ip(reader, net::Family::ipv6);
    const net::ByteView message = reader.take(length);
    if (!reader.ok() || version != 6) return std::nullopt;
    if (next_header == vrrp::protocol_number) {
        return vrrp::Datagram{.source = source, .destination = destination, .hop_limit = hop_limit, .message = message};
    }
    // RFC 4861 §7.1: a router on the way would have lowered it.
    if (next_header != wire::icmpv6 || hop_limit != 255) return std::nullopt;
    if (!wire::icmpv6_sum(source, destination, message).verifies()) return std::nullopt;
    return parse_neighbour({frame_source, source, destination, {}, {}}, message);
}

std::optional<Content> parse_content(std::uint16_t ethertype, net::ByteView payload, const net::MacAddress& source) {
    if (ethertype == net::ethertype_arp) return parse_arp(net::Reader{payload});
    if (ethertype == net::ethertype_ipv4) return parse_ipv4(payload);
    if (ethertype == net::ethertype_ipv6) return parse_ipv6(net::Reader{payload}, source);
    return std::nullopt;
}

}  // namespace

std::optional<Frame> parse_frame(net::ByteView bytes) {
    net::Reader reader{bytes};
    const net::MacAddress destination = read_mac(reader);
    const net::MacAddress source = read_mac(reader);
    const std::uint16_t ethertype = reader.u16();
    if (!reader.ok()) return std::nullopt;
    const auto content = parse_content(ethertype, reader.take(reader.left()), source);
    if (!content) return std::nullopt;
    return Frame{source, destination, *content};
}

}  // namespace holdfast::detector
