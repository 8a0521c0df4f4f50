#include <algorithm>
#include <array>
#include <cstring>

#include <netinet/in.h>

#include "daemon/io/batch.hpp"
#include "daemon/io/raw_socket.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

// One message with all that the kernel wants to be pointed to. Stays where it is once written.
struct Letter {
    SocketAddress destination;
    iovec part{};
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
};

template <class T>
void put_control(msghdr& header, int level, int type, const T& value) {
    header.msg_controllen = CMSG_SPACE(sizeof value);
    cmsghdr* message = CMSG_FIRSTHDR(&header);
    message->cmsg_level = level;
    message->cmsg_type = type;
    message->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(message), &value, sizeof value);
}

void put_source(msghdr& header, const net::IpAddress& source, net::InterfaceIndex index) {
    if (source.family() == net::Family::ipv4) {
        put_control(
            header, IPPROTO_IP, IP_PKTINFO,
            in_pktinfo{.ipi_ifindex = static_cast<int>(index), .ipi_spec_dst = as_in_addr(source), .ipi_addr = {}});
    } else {
        put_control(header, IPPROTO_IPV6, IPV6_PKTINFO,
                    in6_pktinfo{.ipi6_addr = as_in6_addr(source), .ipi6_ifindex = static_cast<unsigned>(index)});
    }
}

void write(const Outgoing& message, net::InterfaceIndex index, Letter& letter, msghdr& header) {
    letter.destination = socket_address(message.destination, index);
    // sendmsg does not write through it.
    letter.part = {.iov_base = const_cast<std::uint8_t*>(message.message.data()), .iov_len = message.message.size()};
    header.msg_name = letter.destination.get();
    header.msg_namelen = letter.destination.length;
    header.msg_iov = &letter.part;
    header.msg_iovlen = 1;
    header.msg_control = letter.control.data();
    header.msg_controllen = letter.control.size();
    put_source(header, message.source, index);
}

bool all_to_groups(std::span<const Outgoing> messages) {
    return std::ranges::all_of(messages, [](const auto& message) { return message.destination.is_multicast(); });
}

// A raw IPv4 socket says nothing of ENOBUFS unless it asks for errors. Not for longer than it takes: those of ICMP,
// which anybody can forge, would be queued in the room of adverts. Nor for peers: that one has no neighbour entry, as
// when it is dead, does not make us mute.
std::vector<std::optional<Error>> send_all_asking_for_errors(int fd, std::span<mmsghdr> headers) {
    set_option(fd, IPPROTO_IP, IP_RECVERR, 1);
    auto results = send_all(fd, headers);
    set_option(fd, IPPROTO_IP, IP_RECVERR, 0);
    return results;
}

}  // namespace

std::vector<std::optional<Error>> RawSocket::send(std::span<const Outgoing> messages) {
    std::vector<Letter> letters(messages.size());
    std::vector<mmsghdr> headers(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) write(messages[i], index_, letters[i], headers[i].msg_hdr);
    const bool asks = family_ == net::Family::ipv4 && all_to_groups(messages);
    auto results = asks ? send_all_asking_for_errors(fd_.get(), headers) : send_all(fd_.get(), headers);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i]) results[i]->doing += " to " + to_string(messages[i].destination);
    }
    return results;
}

}  // namespace holdfast::io
