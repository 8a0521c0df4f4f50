// Protocol 112 on one interface, in one family: joins the VRRP group, sends as RFC 9568 §5.1 demands (TTL 255, network
// control), and tells of each packet what the validation ladder must know. It filters nothing itself: a raw socket
// has no minimum TTL, and the kernel must not drop a wrong IPv6 checksum unseen (P65).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct Packet {
    net::ByteView bytes;  // IPv4: from the IP header on; IPv6: the message. Valid until the next receive().
    net::IpAddress source;
    net::IpAddress destination;
    std::optional<std::uint8_t> hop_limit;
    bool has_extension_headers = false;  // IPv6 only; IPv4's options are in its header
    bool was_fragmented = false;
};

struct Outgoing {
    net::IpAddress source;
    net::IpAddress destination;
    net::ByteView message;
};

class RawSocket {
public:
    static Result<RawSocket> open(net::InterfaceIndex index, const std::string& name, net::Family family);
    RawSocket(RawSocket&&) noexcept;
    RawSocket& operator=(RawSocket&&) noexcept;
    ~RawSocket();

    // Up to 64 packets without waiting; call it until it gives none. A broken interface gives none, too: netlink tells.
    std::span<const Packet> receive();

    // All in one system call. One that fails does not stop those after it. Empty: all went out; else one entry for
    // each message, in order. In IPv4, that there is no room (ENOBUFS) is told only if all are to groups.
    std::vector<std::optional<Error>> send(std::span<const Outgoing> messages);

    // Packets that the kernel dropped because nobody read in time: since the last call, and since the socket was
    // opened.
    std::uint64_t count_overflows();
    std::uint64_t overflows() const { return overflows_; }
    int fd() const { return fd_.get(); }
    net::Family family() const { return family_; }

private:
    struct Inbox;
    RawSocket(Fd fd, net::InterfaceIndex index, net::Family family);

    Fd fd_;
    net::InterfaceIndex index_{};
    net::Family family_ = net::Family::ipv4;
    std::unique_ptr<Inbox> inbox_;
    std::uint64_t overflows_ = 0;
    std::uint32_t last_drop_count_ = 0;  // the kernel's counter wraps at 2^32
};

}  // namespace holdfast::io
