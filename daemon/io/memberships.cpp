#include "daemon/io/memberships.hpp"

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

ipv6_mreq request(net::InterfaceIndex interface, const net::IpAddress& group) {
    return {.ipv6mr_multiaddr = as_in6_addr(group), .ipv6mr_interface = static_cast<unsigned>(interface)};
}

}  // namespace

Result<void> Memberships::join(net::InterfaceIndex interface, const net::IpAddress& group) {
    if (!fd_) fd_ = Fd{::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!fd_) return failed("open a socket for memberships");
    leave(interface, group);
    if (!set_option(fd_.get(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request(interface, group)))
        return failed("join a group");
    return {};
}

void Memberships::leave(net::InterfaceIndex interface, const net::IpAddress& group) {
    if (fd_) set_option(fd_.get(), IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, request(interface, group));
}

}  // namespace holdfast::io
