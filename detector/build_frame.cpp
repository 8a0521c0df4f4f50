#include "daemon/net/ensure.hpp"
#include "daemon/net/ethertype.hpp"
#include "detector/frames.hpp"
#include "detector/wire.hpp"

namespace holdfast::detector {

namespace {

constexpr net::MacAddress broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

net::Writer ethernet(const net::MacAddress& destination, const net::MacAddress& source, std::uint16_t ethertype) {
    net::Writer frame;
    frame.append(destination.bytes).append(source.bytes).u16(ethertype);
    return frame;
}

}  // namespace

net::Bytes arp_probe(const net::MacAddress& own, const net::IpAddress& address) {
    return arp_probe(own, net::IpAddress::v4(0, 0, 0, 0), address);
}

net::Bytes arp_probe(const net::MacAddress& own, const net::IpAddress& sender, const net::IpAddress& address) {
    net::ensure(address.family() == net::Family::ipv4 && sender.family() == net::Family::ipv4,
                "ARP asks for IPv4 addresses");
    net::Writer frame = ethernet(broadcast, own, net::ethertype_arp);
    frame.u16(wire::arp_ethernet).u16(net::ethertype_ipv4).u8(6).u8(4).u16(wire::arp_request);
    frame.append(own.bytes).append(sender.bytes());
    frame.zeros(6).append(address.bytes());
    return frame.take();
}

net::Bytes neighbour_probe(const net::MacAddress& own, const net::IpAddress& own_link_local,
                           const net::IpAddress& address) {
    net::ensure(address.family() == net::Family::ipv6, "neighbour discovery asks for IPv6 addresses");
    net::ensure(own_link_local.is_link_local(), "a probe from another address could teach neighbours something");
    const net::IpAddress group = net::solicited_node_group(address);

    constexpr std::size_t checksum_offset = 2;
    net::Writer message;
    message.u8(wire::neighbour_solicitation).u8(0).zeros(2).zeros(4).append(address.bytes());
    message.u8(wire::option_source_mac).u8(1).append(own.bytes);
    message.put_u16(checksum_offset, wire::icmpv6_sum(own_link_local, group, message.view()).complement());

    net::Writer frame = ethernet(net::multicast_mac(group), own, net::ethertype_ipv6);
    frame.u32(6U << 28).u16(static_cast<std::uint16_t>(message.view().size())).u8(wire::icmpv6).u8(255);
    frame.append(own_link_local.bytes()).append(group.bytes()).append(message.view());
    return frame.take();
}

}  // namespace holdfast::detector
