#include "daemon/io/frame_sender.hpp"

#include <linux/if_packet.h>
#include <sys/socket.h>

#include "daemon/io/batch.hpp"

namespace holdfast::io {
namespace {

struct Letter {
    sockaddr_ll interface{};
    iovec part{};
};

void write(const OutgoingFrame& frame, Letter& letter, msghdr& header) {
    letter.interface.sll_family = AF_PACKET;
    letter.interface.sll_ifindex = static_cast<int>(frame.interface);
    // sendmsg does not write through it.
    letter.part = {.iov_base = const_cast<std::uint8_t*>(frame.bytes.data()), .iov_len = frame.bytes.size()};
    header.msg_name = &letter.interface;
    header.msg_namelen = sizeof letter.interface;
    header.msg_iov = &letter.part;
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
    std::vector<Letter> letters(frames.size());
    std::vector<mmsghdr> headers(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) write(frames[i], letters[i], headers[i].msg_hdr);
    return send_all(fd_.get(), headers);
}

}  // namespace holdfast::io
