#include "daemon/engine/advert_frame.hpp"

#include "daemon/net/checksum.hpp"
#include "daemon/net/ensure.hpp"
#include "daemon/net/ethertype.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::engine {
namespace {

constexpr std::size_t ipv4_header = 20;
constexpr std::size_t ipv4_checksum = 10;       // its place in the header
constexpr std::uint8_t network_control = 0xc0;  // DSCP CS6, as the raw sockets
constexpr std::uint16_t whole = 0x4000;         // not to be fragmented, so that the identification says nothing
constexpr std::uint32_t version_6 = 0x60000000 | 0xc0 << 20;

net::Bytes ipv4_header_of(const Transmit& advert) {
    net::Writer header;
    header.u8(0x45).u8(network_control).u16(static_cast<std::uint16_t>(ipv4_header + advert.message.size()));
    header.u16(0).u16(whole).u8(vrrp::hop_limit).u8(vrrp::protocol_number).u16(0);
    header.append(advert.source.bytes()).append(advert.destination.bytes());
    header.put_u16(ipv4_checksum, net::ChecksumSum{}.add(header.view()).complement());
    return header.take();
}

net::Bytes ipv6_header_of(const Transmit& advert) {
    net::Writer header;
    header.u32(version_6).u16(static_cast<std::uint16_t>(advert.message.size()));
    header.u8(vrrp::protocol_number).u8(vrrp::hop_limit);
    header.append(advert.source.bytes()).append(advert.destination.bytes());
    return header.take();
}

}  // namespace

net::Bytes advert_frame(const Transmit& advert, const net::MacAddress& from) {
    net::ensure(advert.destination.is_multicast(), "adverts are framed for a group alone");
    const bool is_v4 = advert.destination.family() == net::Family::ipv4;
    net::Writer frame;
    frame.append(net::multicast_mac(advert.destination).bytes).append(from.bytes);
    frame.u16(is_v4 ? net::ethertype_ipv4 : net::ethertype_ipv6);
    frame.append(is_v4 ? ipv4_header_of(advert) : ipv6_header_of(advert)).append(advert.message);
    return frame.take();
}

}  // namespace holdfast::engine
