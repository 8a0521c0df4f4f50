#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/io/raw_socket.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr int vrrp_protocol = 112;
constexpr int advert_buffer = 1 << 20;  // the default holds 270 adverts and loses most during a pause of 20 ms
constexpr int control_priority = 7;     // TC_PRIO_CONTROL: ahead of bulk in the host's own queues

// False with errno set.
bool set_common_options(int fd) {
    return set_receive_buffer(fd, advert_buffer) && set_option(fd, SOL_SOCKET, SO_PRIORITY, control_priority);
}

bool set_v4_options(int fd, net::InterfaceIndex index) {
    ip_mreqn group{};
    group.imr_multiaddr.s_addr = htonl(0xE0000012);  // 224.0.0.18
    group.imr_ifindex = static_cast<int>(index);
    return set_option(fd, IPPROTO_IP, IP_TOS, network_control) && set_option(fd, IPPROTO_IP, IP_TTL, 255) &&
           set_option(fd, IPPROTO_IP, IP_MULTICAST_TTL, 255) && set_option(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) &&
           set_option(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0) && set_option(fd, IPPROTO_IP, IP_MULTICAST_IF, group) &&
           set_option(fd, IPPROTO_IP, IP_PKTINFO, 1) && set_option(fd, IPPROTO_IP, IP_RECVTTL, 1) &&
           set_option(fd, IPPROTO_IP, IP_RECVFRAGSIZE, 1) && set_option(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, group);
}

bool set_v6_options(int fd, net::InterfaceIndex index) {
    const int interface = static_cast<int>(index);
    ipv6_mreq group{};
    group.ipv6mr_multiaddr.s6_addr[0] = 0xff;  // ff02::12
    group.ipv6mr_multiaddr.s6_addr[1] = 0x02;
    group.ipv6mr_multiaddr.s6_addr[15] = 0x12;
    group.ipv6mr_interface = static_cast<unsigned>(interface);
    return set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, network_control) &&
           set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255) &&
           set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255) &&
           set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) &&
           set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0) &&
           set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, interface) &&
           set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) && set_option(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1) &&
           set_option(fd, IPPROTO_IPV6, IPV6_RECVHOPOPTS, 1) && set_option(fd, IPPROTO_IPV6, IPV6_RECVDSTOPTS, 1) &&
           set_option(fd, IPPROTO_IPV6, IPV6_RECVRTHDR, 1) && set_option(fd, IPPROTO_IPV6, IPV6_RECVFRAGSIZE, 1) &&
           set_option(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group);
}

}  // namespace

Result<RawSocket> RawSocket::open(net::InterfaceIndex index, const std::string& name, net::Family family) {
    const bool is_v4 = family == net::Family::ipv4;
    Fd fd{::socket(is_v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, vrrp_protocol)};
    if (!fd) return failed("open a VRRP socket");
    const bool listens = bind_to_device(fd.get(), name) &&
                         (is_v4 ? set_v4_options(fd.get(), index) : set_v6_options(fd.get(), index)) &&
                         set_common_options(fd.get());  // after IP_TOS, which sets a priority too
    if (!listens) return failed("listen on " + name);
    return RawSocket{std::move(fd), index, family};
}

}  // namespace holdfast::io
