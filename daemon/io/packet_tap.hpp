// Sees what passes on one interface, ours included: ARP, neighbour discovery and VRRP. The kernel filters, so that
// other traffic costs 90 ns a packet and never wakes anybody.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct TappedFrame {
    net::ByteView bytes;     // from the destination's MAC on; valid until the next receive()
    bool outgoing = false;   // this host sent it
    net::Duration waited{};  // since the kernel saw it, by the time of day
};

class PacketTap {
public:
    static Result<PacketTap> open(net::InterfaceIndex index, const std::string& name);
    PacketTap(PacketTap&&) noexcept;
    PacketTap& operator=(PacketTap&&) noexcept;
    ~PacketTap();

    static constexpr std::size_t batch_size = 64;
    // Up to so many frames without waiting; fewer: there are no more.
    std::span<const TappedFrame> receive();
    int fd() const { return fd_.get(); }

private:
    struct Inbox;
    explicit PacketTap(Fd fd);

    Fd fd_;
    std::unique_ptr<Inbox> inbox_;
};

}  // namespace holdfast::io
