#include "daemon/io/raw_socket.hpp"

#include <algorithm>
#include <cstring>

#include <linux/sock_diag.h>
#include <netinet/in.h>

#include "daemon/io/batch.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

// The largest legal message is 8 + 255 * 16 bytes.
constexpr std::size_t largest_packet = 4608;
constexpr std::size_t largest_control = 320;

// What the control messages of one packet say.
struct Envelope {
    Packet packet;
    int interface = 0;
};

template <class T>
T value_of(const cmsghdr& message) {
    T value{};
    std::memcpy(&value, CMSG_DATA(&message), sizeof value);
    return value;
}

void read_v4(const cmsghdr& message, Envelope& envelope) {
    switch (message.cmsg_type) {
        case IP_PKTINFO: {
            const auto info = value_of<in_pktinfo>(message);
            envelope.interface = info.ipi_ifindex;
            envelope.packet.destination = address_of(info.ipi_addr);
            return;
        }
        case IP_TTL:
            envelope.packet.hop_limit = static_cast<std::uint8_t>(value_of<int>(message));
            return;
        case IP_RECVFRAGSIZE:
            envelope.packet.was_fragmented = true;
            return;
        default:
            return;
    }
}

void read_v6(const cmsghdr& message, Envelope& envelope) {
    switch (message.cmsg_type) {
        case IPV6_PKTINFO: {
            const auto info = value_of<in6_pktinfo>(message);
            envelope.interface = static_cast<int>(info.ipi6_ifindex);
            envelope.packet.destination = address_of(info.ipi6_addr);
            return;
        }
        case IPV6_HOPLIMIT:
            envelope.packet.hop_limit = static_cast<std::uint8_t>(value_of<int>(message));
            return;
        case IPV6_RECVFRAGSIZE:
            envelope.packet.was_fragmented = true;
            return;
        case IPV6_HOPOPTS:
        case IPV6_DSTOPTS:
        case IPV6_RTHDR:
            envelope.packet.has_extension_headers = true;
            return;
        default:
            return;
    }
}

Envelope open_envelope(msghdr& header) {
    Envelope envelope;
    for (cmsghdr* message = CMSG_FIRSTHDR(&header); message != nullptr; message = CMSG_NXTHDR(&header, message)) {
        if (message->cmsg_level == IPPROTO_IP) read_v4(*message, envelope);
        if (message->cmsg_level == IPPROTO_IPV6) read_v6(*message, envelope);
    }
    // Only long extension headers can overflow the room for control messages.
    if ((header.msg_flags & MSG_CTRUNC) != 0) envelope.packet.has_extension_headers = true;
    return envelope;
}

}  // namespace

struct RawSocket::Inbox {
    ReceiveBatch<largest_packet, largest_control> batch;
    std::array<Packet, decltype(batch)::count> packets;
};

RawSocket::RawSocket(Fd fd, net::InterfaceIndex index, net::Family family)
    : fd_{std::move(fd)}, index_{index}, family_{family}, inbox_{std::make_unique_for_overwrite<Inbox>()} {}
RawSocket::RawSocket(RawSocket&&) noexcept = default;
RawSocket& RawSocket::operator=(RawSocket&&) noexcept = default;
RawSocket::~RawSocket() = default;

std::span<const Packet> RawSocket::receive() {
    auto& batch = inbox_->batch;
    std::size_t kept = 0;
    do {
        const std::size_t received = batch.receive(fd_.get());
        if (received == 0) return {};
        for (std::size_t i = 0; i < received; ++i) {
            Envelope envelope = open_envelope(batch.headers[i].msg_hdr);
            // Another interface's, from the moment between opening the socket and binding it.
            if (envelope.interface != static_cast<int>(index_)) continue;
            envelope.packet.bytes = batch.bytes(i);
            envelope.packet.source = address_of(batch.letters[i].source);
            inbox_->packets[kept++] = envelope.packet;
        }
    } while (kept == 0);
    return std::span{inbox_->packets}.first(kept);
}

// Asked for, since SO_RXQ_OVFL comes with the next packet only: whoever wakes up to a full queue must know at once
// (K20).
std::uint64_t RawSocket::count_overflows() {
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    if (::getsockopt(fd_.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return 0;
    const std::uint32_t drops = memory[SK_MEMINFO_DROPS];
    const std::uint32_t more = drops - std::exchange(last_drop_count_, drops);
    overflows_ += more;
    return more;
}

}  // namespace holdfast::io
