// Messages over a SOCK_SEQPACKET socket, never waiting.
#pragma once

#include <memory>
#include <optional>

#include "daemon/io/fd.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::io {

inline constexpr std::size_t longest_message = 1 << 18;

// False with errno set: EMSGSIZE when it is longer than the longest, EAGAIN when the other side does not read, EPIPE
// when it has ended.
bool send_message(const Fd& socket, net::ByteView message);

class Inbox {
public:
    Inbox();
    // Valid until the next. None: the other side has ended, or errno is EAGAIN and it has nothing more to say now.
    std::optional<net::ByteView> receive(const Fd& socket);

private:
    std::unique_ptr<std::uint8_t[]> buffer_;
};

}  // namespace holdfast::io
