// Frames as other hosts send them.
#pragma once

#include <cstdint>

#include "daemon/net/bytes.hpp"
#include "daemon/net/ethertype.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "detector/wire.hpp"
#include "tests/unit/vrrp/quick_hash.hpp"

namespace holdfast::detector::samples {

constexpr net::MacAddress own_mac{{0x52, 0x54, 0, 0, 0, 0x01}};
constexpr net::MacAddress peer_mac{{0x52, 0x54, 0, 0, 0, 0x02}};
constexpr net::MacAddress third_mac{{0x52, 0x54, 0, 0, 0, 0x03}};
constexpr net::MacAddress stranger_mac{{0x52, 0x54, 0, 0, 0, 0x66}};
constexpr net::MacAddress virtual_mac{{0x00, 0x00, 0x5e, 0x00, 0x01, 51}};
constexpr net::MacAddress broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

inline net::IpAddress ip(const char* text) {
    return net::IpAddress::parse(text).value();
}

inline const net::IpAddress own_ip = ip("10.0.0.1");
inline const net::IpAddress peer_ip = ip("10.0.0.2");
inline const net::IpAddress third_ip = ip("10.0.0.3");
inline const net::IpAddress virtual_ip = ip("10.0.0.10");

inline net::Writer ethernet(const net::MacAddress& to, const net::MacAddress& from, std::uint16_t type) {
    net::Writer frame;
    frame.append(to.bytes).append(from.bytes).u16(type);
    return frame;
}

inline net::Bytes arp(std::uint16_t operation, const net::MacAddress& to, const net::MacAddress& mac,
                      const net::IpAddress& sender, const net::IpAddress& target) {
    net::Writer frame = ethernet(to, mac, net::ethertype_arp);
    frame.u16(1).u16(net::ethertype_ipv4).u8(6).u8(4).u16(operation);
    frame.append(mac.bytes).append(sender.bytes()).append(to.bytes).append(target.bytes());
    return frame.take();
}
inline net::Bytes gratuitous_arp(const net::MacAddress& mac, const net::IpAddress& address) {
    return arp(wire::arp_request, broadcast, mac, address, address);
}
inline net::Bytes arp_reply(const net::MacAddress& mac, const net::IpAddress& address,
                            const net::MacAddress& to = own_mac) {
    return arp(wire::arp_reply, to, mac, address, net::IpAddress{});
}

inline net::Bytes ipv6(const net::MacAddress& to, const net::MacAddress& from, const net::IpAddress& source,
                       const net::IpAddress& destination, std::uint8_t next_header, net::ByteView message,
                       std::uint8_t hop_limit = 255) {
    net::Writer frame = ethernet(to, from, net::ethertype_ipv6);
    frame.u32(6U << 28).u16(static_cast<std::uint16_t>(message.size())).u8(next_header).u8(hop_limit);
    frame.append(source.bytes()).append(destination.bytes()).append(message);
    return frame.take();
}

inline net::Bytes neighbour_advertisement(const net::MacAddress& to, const net::MacAddress& mac,
                                          const net::IpAddress& target, const net::IpAddress& destination,
                                          bool solicited) {
    net::Writer message;
    message.u8(wire::neighbour_advertisement).u8(0).u16(0).u32(solicited ? 0x60000000U : 0x20000000U);
    message.append(target.bytes()).u8(wire::option_target_mac).u8(1).append(mac.bytes);
    message.put_u16(2, wire::icmpv6_sum(target, destination, message.view()).complement());
    return ipv6(to, mac, target, destination, wire::icmpv6, message.view());
}

struct AdvertSample {
    net::MacAddress mac = peer_mac;
    net::IpAddress source = peer_ip;
    vrrp::Priority priority{100};
    vrrp::Centiseconds interval{100};
    vrrp::Vrid vrid{51};
    std::uint8_t hop_limit = 255;
    net::IpAddress address = virtual_ip;
    std::optional<vrrp::Seal> seal{};
};

inline net::Bytes advert(const AdvertSample& sample) {
    const net::Family family = sample.source.family();
    const net::IpAddress group = vrrp::multicast_group(family);
    const net::Bytes message = vrrp::encode(
        {.vrid = sample.vrid, .priority = sample.priority, .interval = sample.interval, .addresses = {sample.address}},
        {.source = sample.source, .destination = group, .password = {}, .seal = sample.seal});
    const net::MacAddress to = net::multicast_mac(group);
    if (family == net::Family::ipv6) {
        return ipv6(to, sample.mac, sample.source, group, vrrp::protocol_number, message, sample.hop_limit);
    }
    net::Writer header;
    header.u8(0x45).u8(0xc0).u16(static_cast<std::uint16_t>(20 + message.size())).u32(0);
    header.u8(sample.hop_limit).u8(vrrp::protocol_number).u16(0).append(sample.source.bytes()).append(group.bytes());
    header.put_u16(10, net::ChecksumSum{}.add(header.view()).complement());
    net::Writer frame = ethernet(to, sample.mac, net::ethertype_ipv4);
    frame.append(header.view()).append(message);
    return frame.take();
}

}  // namespace holdfast::detector::samples
