#include "daemon/io/icmp_socket.hpp"

#include <array>

#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <sys/socket.h>

#include "daemon/io/echo_reply.hpp"
#include "daemon/io/sockaddr.hpp"
#include "daemon/io/source_control.hpp"
#include "daemon/net/checksum.hpp"

namespace holdfast::io {
namespace {

// The kernel drops all but replies, so that other ICMP traffic wakes nobody. False with errno set.
bool pass_replies_only(int fd, net::Family family) {
    if (family == net::Family::ipv4) {
        const icmp_filter filter{.data = ~(1U << ICMP_ECHOREPLY)};
        return set_option(fd, SOL_RAW, ICMP_FILTER, filter);
    }
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    return set_option(fd, IPPROTO_ICMPV6, ICMP6_FILTER, filter);
}

constexpr std::size_t checksum_offset = 2;

net::Bytes echo_request(net::Family family, std::uint16_t id, std::uint16_t sequence) {
    net::Writer writer;
    writer.u8(family == net::Family::ipv4 ? std::uint8_t{ICMP_ECHO} : std::uint8_t{ICMP6_ECHO_REQUEST})
        .u8(0)
        .u16(0)
        .u16(id)
        .u16(sequence);
    // The kernel writes ICMPv6 checksums itself.
    if (family == net::Family::ipv4) {
        const std::uint16_t checksum = net::ChecksumSum{}.add(writer.view()).complement();
        writer.put_u16(checksum_offset, checksum);
    }
    return writer.take();
}

}  // namespace

Result<IcmpSocket> IcmpSocket::open(net::Family family, const std::string& interface) {
    const bool is_v4 = family == net::Family::ipv4;
    Fd fd{::socket(is_v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                   is_v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)};
    if (!fd) return failed("open an ICMP socket");
    if (!pass_replies_only(fd.get(), family)) return failed("filter ICMP");
    if (!interface.empty() && !bind_to_device(fd.get(), interface)) return failed("ping by " + interface);
    return IcmpSocket{std::move(fd), family};
}

Result<void> IcmpSocket::send_echo(const net::IpAddress& to, std::uint16_t id, std::uint16_t sequence,
                                   net::InterfaceIndex via, const std::optional<net::IpAddress>& source) {
    net::Bytes request = echo_request(family_, id, sequence);
    SocketAddress destination = socket_address(to, via);
    iovec part{.iov_base = request.data(), .iov_len = request.size()};
    SourceControl control;
    msghdr header{};
    header.msg_name = destination.get();
    header.msg_namelen = destination.length;
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (source) control.attach(header, *source);
    if (::sendmsg(fd_.get(), &header, 0) < 0) return failed("ping " + to_string(to));
    return {};
}

std::optional<EchoReply> IcmpSocket::receive() {
    std::array<std::uint8_t, 512> buffer;
    while (true) {
        SocketAddress source;
        source.length = sizeof source.storage;
        const auto size = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, source.get(), &source.length);
        if (size < 0) return std::nullopt;
        const net::ByteView packet{buffer.data(), static_cast<std::size_t>(size)};
        if (const auto reply = parse_echo_reply(packet, family_, address_of(source.storage))) return reply;
    }
}

}  // namespace holdfast::io
