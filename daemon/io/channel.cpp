#include "daemon/io/channel.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace holdfast::io {

bool send_message(const Fd& socket, net::ByteView message) {
    if (message.size() > longest_message) {
        errno = EMSGSIZE;
        return false;
    }
    return ::send(socket.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

Inbox::Inbox() : buffer_{std::make_unique_for_overwrite<std::uint8_t[]>(longest_message)} {}

std::optional<net::ByteView> Inbox::receive(const Fd& socket) {
    const auto next = [&] { return ::recv(socket.get(), buffer_.get(), longest_message, MSG_DONTWAIT); };
    errno = 0;
    auto size = next();
    // Said once, and before its last words: the other side has ended and left something of ours unread.
    if (size < 0 && errno == ECONNRESET) size = next();
    if (size <= 0) return std::nullopt;  // no message is empty, so that 0 is the end
    return net::ByteView{buffer_.get(), static_cast<std::size_t>(size)};
}

}  // namespace holdfast::io
