#include "daemon/engine/announcement.hpp"

#include <array>

#include "daemon/net/checksum.hpp"
#include "daemon/net/ethertype.hpp"

namespace holdfast::engine {
namespace {

constexpr net::MacAddress broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint8_t icmpv6 = 58;

net::Bytes gratuitous_arp(const net::IpAddress& address, const net::MacAddress& mac) {
    net::Writer frame;
    frame.append(broadcast.bytes).append(mac.bytes).u16(net::ethertype_arp);
    frame.u16(1).u16(0x0800).u8(6).u8(4).u16(1);  // Ethernet, IPv4, request
    frame.append(mac.bytes).append(address.bytes());
    frame.append(broadcast.bytes).append(address.bytes());  // receivers ignore the target's hardware address
    return frame.take();
}

net::Bytes unsolicited_advertisement(const net::IpAddress& address, const net::MacAddress& mac) {
    static constexpr std::array<std::uint8_t, 16> all_nodes{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    const net::IpAddress destination = net::IpAddress::from_bytes(all_nodes);

    net::Writer message;
    message.u8(136).u8(0).u16(0);
    message.u32(0xa0000000);  // router, override; not solicited
    message.append(address.bytes());
    message.u8(2).u8(1).append(mac.bytes);  // option: target link-layer address
    const auto length = static_cast<std::uint16_t>(message.view().size());
    net::ChecksumSum sum;
    sum.add(address.bytes()).add(destination.bytes()).add(length).add(std::uint16_t{icmpv6}).add(message.view());
    message.put_u16(2, sum.complement());

    net::Writer frame;
    frame.append(net::multicast_mac(destination).bytes).append(mac.bytes).u16(net::ethertype_ipv6);
    frame.u32(0x60000000).u16(length).u8(icmpv6).u8(255);
    frame.append(address.bytes()).append(destination.bytes()).append(message.view());
    return frame.take();
}

}  // namespace

net::Bytes announcement(const net::IpAddress& address, const net::MacAddress& mac) {
    return address.family() == net::Family::ipv4 ? gratuitous_arp(address, mac)
                                                 : unsolicited_advertisement(address, mac);
}

}  // namespace holdfast::engine
