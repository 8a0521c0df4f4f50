// The kernel's socket addresses, made from and turned into our values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/io/error.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// Port 0. The interface is the scope of an IPv6 link-local or multicast address, and ignored otherwise.
SocketAddress socket_address(const net::IpAddress& address, net::InterfaceIndex scope);
// Of UDP. IPv6 link-local addresses have no scope here.
SocketAddress socket_address(const net::IpAddress& address, std::uint16_t port);
// "\0name", known in this network namespace only.
SocketAddress abstract_name(std::string_view name);

net::IpAddress address_of(const sockaddr_storage& storage);
std::uint16_t port_of(const sockaddr_storage& storage);
net::IpAddress address_of(const in_addr& address);
net::IpAddress address_of(const in6_addr& address);
in_addr as_in_addr(const net::IpAddress& address);
in6_addr as_in6_addr(const net::IpAddress& address);

constexpr int network_control = 0xC0;  // of IP_TOS and IPV6_TCLASS: precedence 6, RFC 9568 §5.1.1

// False with errno set.
bool bind_to(int fd, const SocketAddress& address);

// False with errno set.
template <class T>
bool set_option(int fd, int level, int name, const T& value) {
    return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}
bool bind_to_device(int fd, std::string_view name);

// Past the system's limit where permitted, else up to it.
bool set_receive_buffer(int fd, int bytes);

}  // namespace holdfast::io
