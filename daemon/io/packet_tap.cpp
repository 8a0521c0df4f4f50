#include "daemon/io/packet_tap.hpp"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include <time.h>

#include "daemon/io/batch.hpp"
#include "daemon/io/envelope.hpp"
#include "daemon/io/packet_filter.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr std::size_t largest_frame = 4608;  // an Ethernet header and the largest legal advert
constexpr int tap_buffer = 1 << 20;

SocketAddress every_frame_of(net::InterfaceIndex index) {
    sockaddr_ll link{};
    link.sll_family = AF_PACKET;
    link.sll_protocol = htons(ETH_P_ALL);
    link.sll_ifindex = static_cast<int>(index);
    SocketAddress address;
    std::memcpy(&address.storage, &link, sizeof link);
    address.length = sizeof link;
    return address;
}

bool is_outgoing(const sockaddr_storage& source) {
    sockaddr_ll link{};
    std::memcpy(&link, &source, sizeof link);
    return link.sll_pkttype == PACKET_OUTGOING;
}

bool stamp_each(int fd) {
    constexpr int on = 1;
    return ::setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
}

net::Duration since_epoch(const timespec& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

// None for one that a clock which was set back meanwhile has come before.
net::Duration waited(const msghdr& header, const timespec& until) {
    const cmsghdr* stamp = CMSG_FIRSTHDR(&header);
    if (stamp == nullptr || stamp->cmsg_type != SCM_TIMESTAMPNS) return {};
    const auto seen = envelope::value_of<timespec>(*stamp);
    return seen ? std::max(since_epoch(until) - since_epoch(*seen), net::Duration{}) : net::Duration{};
}

}  // namespace

struct PacketTap::Inbox {
    ReceiveBatch<largest_frame, CMSG_SPACE(sizeof(timespec))> batch;
    std::array<TappedFrame, decltype(batch)::count> frames;
    static_assert(decltype(batch)::count == PacketTap::batch_size);
};

PacketTap::PacketTap(Fd fd) : fd_{std::move(fd)}, inbox_{std::make_unique_for_overwrite<Inbox>()} {}
PacketTap::PacketTap(PacketTap&&) noexcept = default;
PacketTap& PacketTap::operator=(PacketTap&&) noexcept = default;
PacketTap::~PacketTap() = default;

Result<PacketTap> PacketTap::open(net::InterfaceIndex index, const std::string& name) {
    // Protocol 0 until the filter is there: no moment in which everything comes in.
    Fd fd{::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd) return failed("open a packet socket");
    if (!attach_packet_filter(fd.get()) || !set_receive_buffer(fd.get(), tap_buffer) || !stamp_each(fd.get()) ||
        !bind_to(fd.get(), every_frame_of(index))) {
        return failed("watch " + name);
    }
    return PacketTap{std::move(fd)};
}

std::span<const TappedFrame> PacketTap::receive() {
    auto& batch = inbox_->batch;
    const std::size_t received = batch.receive(fd_.get());
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);  // as the kernel's stamps
    for (std::size_t i = 0; i < received; ++i) {
        inbox_->frames[i] = {.bytes = batch.bytes(i),
                             .outgoing = is_outgoing(batch.letters[i].source),
                             .waited = waited(batch.headers[i].msg_hdr, now)};
    }
    return std::span{inbox_->frames}.first(received);
}

}  // namespace holdfast::io
