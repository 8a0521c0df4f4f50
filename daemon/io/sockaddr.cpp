#include "daemon/io/sockaddr.hpp"

#include <cstddef>
#include <cstring>

#include <sys/un.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {
namespace {

template <class T>
net::ByteView bytes_of(const T& value) {
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

template <class T>
T from_bytes(const net::IpAddress& address) {
    T value{};
    net::ensure(address.bytes().size() == sizeof value, "the socket's family is the address's");
    std::memcpy(&value, address.bytes().data(), sizeof value);
    return value;
}

// sockaddr_storage holds any of them; memcpy is how they may be exchanged.
template <class T>
SocketAddress stored(const T& address) {
    SocketAddress result;
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = sizeof address;
    return result;
}

template <class T>
T loaded(const sockaddr_storage& storage) {
    T address{};
    std::memcpy(&address, &storage, sizeof address);
    return address;
}

sockaddr_in v4_address(const net::IpAddress& address, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr = from_bytes<in_addr>(address);
    return v4;
}

sockaddr_in6 v6_address(const net::IpAddress& address, std::uint16_t port) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = from_bytes<in6_addr>(address);
    return v6;
}

}  // namespace

net::IpAddress address_of(const in_addr& address) {
    return net::IpAddress::from_bytes(bytes_of(address));
}
net::IpAddress address_of(const in6_addr& address) {
    return net::IpAddress::from_bytes(bytes_of(address));
}
in_addr as_in_addr(const net::IpAddress& address) {
    return from_bytes<in_addr>(address);
}
in6_addr as_in6_addr(const net::IpAddress& address) {
    return from_bytes<in6_addr>(address);
}

net::IpAddress address_of(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET6) return address_of(loaded<sockaddr_in6>(storage).sin6_addr);
    return address_of(loaded<sockaddr_in>(storage).sin_addr);
}

std::uint16_t port_of(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET6) return ntohs(loaded<sockaddr_in6>(storage).sin6_port);
    return ntohs(loaded<sockaddr_in>(storage).sin_port);
}

SocketAddress socket_address(const net::IpAddress& address, net::InterfaceIndex scope) {
    if (address.family() == net::Family::ipv4) return stored(v4_address(address, 0));
    sockaddr_in6 v6 = v6_address(address, 0);
    if (address.is_link_local() || address.is_multicast()) v6.sin6_scope_id = static_cast<std::uint32_t>(scope);
    return stored(v6);
}

SocketAddress socket_address(const net::IpAddress& address, std::uint16_t port) {
    return address.family() == net::Family::ipv4 ? stored(v4_address(address, port))
                                                 : stored(v6_address(address, port));
}

SocketAddress abstract_name(std::string_view name) {
    sockaddr_un local{};
    net::ensure(name.size() < sizeof local.sun_path, "our names are short");
    local.sun_family = AF_UNIX;
    std::memcpy(local.sun_path + 1, name.data(), name.size());
    SocketAddress result = stored(local);
    result.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    return result;
}

bool bind_to(int fd, const SocketAddress& address) {
    return ::bind(fd, address.get(), address.length) == 0;
}

bool bind_to_device(int fd, std::string_view name) {
    return ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name.data(), static_cast<socklen_t>(name.size())) == 0;
}

bool set_receive_buffer(int fd, int bytes) {
    return set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes) || set_option(fd, SOL_SOCKET, SO_RCVBUF, bytes);
}

}  // namespace holdfast::io
