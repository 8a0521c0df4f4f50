#include "daemon/vrrp/datagram.hpp"

namespace holdfast::vrrp {
namespace {

constexpr std::size_t minimal_header = 20;
constexpr std::uint16_t more_fragments_or_offset = 0x3fff;  // all but the reserved bit and DF (RFC 791 §3.1)

}  // namespace

std::expected<Datagram, DropReason> parse_ipv4(net::ByteView packet) {
    net::Reader reader{packet};
    const std::uint8_t version_and_length = reader.u8();
    reader.take(1);  // type of service
    const std::size_t total_length = reader.u16();
    reader.take(2);  // identification
    const std::uint16_t fragment = reader.u16();
    const std::uint8_t time_to_live = reader.u8();
    reader.take(3);  // protocol and checksum: the kernel has looked at both
    const net::ByteView source = reader.take(4);
    const net::ByteView destination = reader.take(4);

    const std::size_t header_length = std::size_t{4} * (version_and_length & 0x0f);
    const bool is_whole = reader.ok() && version_and_length >> 4 == 4 && header_length >= minimal_header &&
                          header_length <= total_length && total_length <= packet.size();
    if (!is_whole) return std::unexpected{DropReason::ip_header};

    return Datagram{.source = net::IpAddress::from_bytes(source),
                    .destination = net::IpAddress::from_bytes(destination),
                    .hop_limit = time_to_live,
                    .has_options = header_length > minimal_header,
                    .was_fragmented = (fragment & more_fragments_or_offset) != 0,
                    .message = packet.subspan(header_length, total_length - header_length)};
}

}  // namespace holdfast::vrrp
