#include "daemon/io/frame_sender.hpp"

#include <linux/if_packet.h>
#include <sys/socket.h>

#include "daemon/io/batch.hpp"

namespace holdfast::io {
namespace {

struct Parts {
    sockaddr_ll interface{};
    iovec part{};
};

void write(const OutgoingFrame& frame, Parts& parts, msghdr& header) {
    parts.interface.sll_family = AF_PACKET;
    parts.interface.sll_ifindex = static_cast<int>(frame.interface);
    // sendmsg does not write through it.
    parts.part = {.iov_base = const_cast<std::uint8_t*>(frame.bytes.data()), .iov_len = frame.bytes.size()};
    header.msg_name = &parts.interface;
    header.msg_namelen = sizeof parts.interface;
    header.msg_iov = &parts.part;
    header.msg_iovlen = 1;
}

}  // namespace

Result<FrameSender> FrameSender::open() {
    // Protocol 0: never receives.
    Fd fd{::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd) return failed("open a packet socket");
    return FrameSender{std::move(fd)};
}

std::vector<std::optional<Error>> FrameSender::send(std::span<const OutgoingFrame> frames) {
    std::vector<Parts> all_parts(frames.size());
    std::vector<mmsghdr> headers(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) write(frames[i], all_parts[i], headers[i].msg_hdr);
    return send_all(fd_.get(), headers);
}

}  // namespace holdfast::io
