// Messages over a SOCK_SEQPACKET socket, never waiting.
#pragma once

#include <memory>
#include <optional>

#include "daemon/io/fd.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::guard {

// False with errno set: EAGAIN when the other side does not read, EPIPE when it has ended.
bool send_message(const io::Fd& socket, net::ByteView message);

class Inbox {
public:
    Inbox();
    // Valid until the next. None: the other side has ended, or errno is EAGAIN and it has nothing more to say now.
    std::optional<net::ByteView> receive(const io::Fd& socket);

private:
    static constexpr std::size_t capacity = 1 << 18;  // more than the kernel lets anybody send at once
    std::unique_ptr<std::uint8_t[]> buffer_;
};

}  // namespace holdfast::guard
