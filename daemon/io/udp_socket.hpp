// Small messages between nodes, without waiting.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct UdpAddress {
    net::IpAddress address;
    std::uint16_t port = 0;
    bool operator==(const UdpAddress&) const = default;
};

struct UdpMessage {
    net::ByteView bytes;  // at most 2048, the rest is cut off; valid until the next receive()
    UdpAddress source;
};

class UdpSocket {
public:
    // Listens there, and sends from there. Port 0: any.
    static Result<UdpSocket> open(const UdpAddress& local);
    UdpSocket(UdpSocket&&) noexcept;
    UdpSocket& operator=(UdpSocket&&) noexcept;
    ~UdpSocket();

    Result<void> send(net::ByteView bytes, const UdpAddress& to);
    // Up to 64 messages; call it until it gives none. What ICMP says of our own is not told.
    std::span<const UdpMessage> receive();
    UdpAddress local() const;
    int fd() const { return fd_.get(); }

private:
    struct Inbox;
    explicit UdpSocket(Fd fd);

    Fd fd_;
    std::unique_ptr<Inbox> inbox_;
};

}  // namespace holdfast::io
