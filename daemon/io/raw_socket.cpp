#include "daemon/io/raw_socket.hpp"

#include <algorithm>

#include <linux/sock_diag.h>

#include "daemon/io/batch.hpp"
#include "daemon/io/envelope.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

// The largest legal message is 8 + 255 * 16 bytes.
constexpr std::size_t largest_packet = 4608;
constexpr std::size_t largest_control = 320;

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
