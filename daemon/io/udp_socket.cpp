#include "daemon/io/udp_socket.hpp"

#include <array>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/io/batch.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr std::size_t largest_datagram = 2048;
constexpr int datagram_buffer = 1 << 18;

// Marked as adverts are: a hello is to arrive when the network is full.
bool set_options(int fd, net::Family family) {
    if (!set_receive_buffer(fd, datagram_buffer)) return false;
    if (family == net::Family::ipv4) return set_option(fd, IPPROTO_IP, IP_TOS, network_control);
    return set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1) && set_option(fd, IPPROTO_IPV6, IPV6_TCLASS, network_control);
}

std::string text(const UdpAddress& address) {
    return to_string(address.address) + " port " + std::to_string(address.port);
}

}  // namespace

struct UdpSocket::Inbox {
    ReceiveBatch<largest_datagram, 0> batch;
    std::array<UdpMessage, decltype(batch)::count> messages;
};

UdpSocket::UdpSocket(Fd fd) : fd_{std::move(fd)}, inbox_{std::make_unique_for_overwrite<Inbox>()} {}
UdpSocket::UdpSocket(UdpSocket&&) noexcept = default;
UdpSocket& UdpSocket::operator=(UdpSocket&&) noexcept = default;
UdpSocket::~UdpSocket() = default;

Result<UdpSocket> UdpSocket::open(const UdpAddress& local) {
    const net::Family family = local.address.family();
    Fd fd{::socket(family == net::Family::ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd) return failed("open a UDP socket");
    if (!set_options(fd.get(), family) || !bind_to(fd.get(), socket_address(local.address, local.port)))
        return failed("listen on " + text(local));
    return UdpSocket{std::move(fd)};
}

Result<void> UdpSocket::send(net::ByteView bytes, const UdpAddress& to) {
    const SocketAddress destination = socket_address(to.address, to.port);
    const auto sent = ::sendto(fd_.get(), bytes.data(), bytes.size(), 0, destination.get(), destination.length);
    if (sent < 0) return failed("send to " + text(to));
    return {};
}

std::span<const UdpMessage> UdpSocket::receive() {
    auto& batch = inbox_->batch;
    const std::size_t received = batch.receive(fd_.get());
    for (std::size_t i = 0; i < received; ++i) {
        const sockaddr_storage& source = batch.letters[i].source;
        inbox_->messages[i] = {.bytes = batch.bytes(i), .source = {address_of(source), port_of(source)}};
    }
    return std::span{inbox_->messages}.first(received);
}

UdpAddress UdpSocket::local() const {
    SocketAddress address;
    address.length = sizeof address.storage;
    if (::getsockname(fd_.get(), address.get(), &address.length) != 0) return {};
    return {address_of(address.storage), port_of(address.storage)};
}

}  // namespace holdfast::io
