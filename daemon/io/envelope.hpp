// What the control messages of one received packet say; pure. What is shorter than it should be says nothing.
#pragma once

#include <cstring>
#include <optional>

#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/io/raw_socket.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {

struct Envelope {
    Packet packet;
    int interface = 0;
};

namespace envelope {

template <class T>
std::optional<T> value_of(const cmsghdr& message) {
    if (message.cmsg_len < CMSG_LEN(sizeof(T))) return std::nullopt;
    T value{};
    std::memcpy(&value, CMSG_DATA(&message), sizeof value);
    return value;
}

inline std::optional<std::uint8_t> hop_limit_of(const cmsghdr& message) {
    const auto value = value_of<int>(message);
    if (!value || *value < 0 || *value > 255) return std::nullopt;
    return static_cast<std::uint8_t>(*value);
}

inline void read_v4(const cmsghdr& message, Envelope& envelope) {
    switch (message.cmsg_type) {
        case IP_PKTINFO:
            if (const auto info = value_of<in_pktinfo>(message)) {
                envelope.interface = info->ipi_ifindex;
                envelope.packet.destination = address_of(info->ipi_addr);
            }
            return;
        case IP_TTL:
            envelope.packet.hop_limit = hop_limit_of(message);
            return;
        case IP_RECVFRAGSIZE:
            envelope.packet.was_fragmented = true;
            return;
        default:
            return;
    }
}

inline void read_v6(const cmsghdr& message, Envelope& envelope) {
    switch (message.cmsg_type) {
        case IPV6_PKTINFO:
            if (const auto info = value_of<in6_pktinfo>(message)) {
                envelope.interface = static_cast<int>(info->ipi6_ifindex);
                envelope.packet.destination = address_of(info->ipi6_addr);
            }
            return;
        case IPV6_HOPLIMIT:
            envelope.packet.hop_limit = hop_limit_of(message);
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

// CMSG_NXTHDR looks at all but the first.
inline bool fits(const msghdr& header, const cmsghdr& message) {
    const auto* begin = static_cast<const std::uint8_t*>(header.msg_control);
    const auto before = static_cast<std::size_t>(reinterpret_cast<const std::uint8_t*>(&message) - begin);
    return message.cmsg_len >= sizeof message && message.cmsg_len <= header.msg_controllen - before;
}

}  // namespace envelope

inline Envelope open_envelope(msghdr& header) {
    Envelope envelope;
    for (cmsghdr* message = CMSG_FIRSTHDR(&header); message != nullptr && envelope::fits(header, *message);
         message = CMSG_NXTHDR(&header, message)) {
        if (message->cmsg_level == IPPROTO_IP) envelope::read_v4(*message, envelope);
        if (message->cmsg_level == IPPROTO_IPV6) envelope::read_v6(*message, envelope);
    }
    // Only long extension headers can overflow the room for control messages.
    if ((header.msg_flags & MSG_CTRUNC) != 0) envelope.packet.has_extension_headers = true;
    return envelope;
}

}  // namespace holdfast::io
