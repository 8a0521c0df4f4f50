#include "daemon/io/parcel.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "daemon/io/clock.hpp"

namespace holdfast::io {
namespace {

union Ancillary {
    cmsghdr header;  // for its alignment
    std::array<char, CMSG_SPACE(most_files * sizeof(int))> bytes;
};

std::vector<Fd> files_in(msghdr& message) {
    std::vector<Fd> files;
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof fd);
            files.emplace_back(fd);
        }
    }
    return files;
}

}  // namespace

Result<std::pair<Fd, Fd>> make_channel() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return failed("make a channel");
    return std::pair{Fd{ends[0]}, Fd{ends[1]}};
}

Result<void> send_parcel(const Fd& channel, net::ByteView bytes, std::span<const int> files) {
    if (files.size() > most_files || bytes.size() > longest_parcel) return failed("send a parcel", EMSGSIZE);
    iovec data{.iov_base = const_cast<std::uint8_t*>(bytes.data()), .iov_len = bytes.size()};
    Ancillary ancillary{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    if (!files.empty()) {
        message.msg_control = &ancillary;
        message.msg_controllen = CMSG_SPACE(files.size_bytes());
        cmsghdr* part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(files.size_bytes());
        std::memcpy(CMSG_DATA(part), files.data(), files.size_bytes());
    }
    if (::sendmsg(channel.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return failed("send a parcel");
    return {};
}

Result<Parcel> receive_parcel(const Fd& channel) {
    Parcel parcel{.bytes = net::Bytes(longest_parcel), .files = {}};
    iovec data{.iov_base = parcel.bytes.data(), .iov_len = parcel.bytes.size()};
    Ancillary ancillary{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = &ancillary;
    message.msg_controllen = sizeof ancillary;
    ssize_t size = 0;
    do {
        size = ::recvmsg(channel.get(), &message, MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return failed("receive a parcel");
    parcel.files = files_in(message);
    if (size == 0) return failed("receive a parcel", EPIPE);  // none is empty
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) return failed("receive a parcel", EMSGSIZE);
    parcel.bytes.resize(static_cast<std::size_t>(size));
    return parcel;
}

Result<void> await_parcel(const Fd& channel, std::chrono::milliseconds patience) {
    const net::Instant end = now() + patience;
    pollfd waiting{.fd = channel.get(), .events = POLLIN, .revents = 0};
    int ready = 0;
    do {  // a signal, which any thread may get, is no answer
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(std::max(end - now(), net::Duration{}));
        ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) return failed("wait for a parcel", ETIMEDOUT);
    return {};
}

}  // namespace holdfast::io
