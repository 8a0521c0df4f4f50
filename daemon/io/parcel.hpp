// A message between processes of ours with open files in it, over a SOCK_SEQPACKET socket.
#pragma once

#include <array>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::io {

inline constexpr std::size_t longest_parcel = 1 << 17;
inline constexpr std::size_t most_files = 4;

struct Parcel {
    net::Bytes bytes;
    std::vector<Fd> files;  // closed when something else is executed
};

// Two ends, of which the kernel says that nobody else has them.
Result<std::pair<Fd, Fd>> make_channel();

// Never waits. The files stay open here.
Result<void> send_parcel(const Fd& channel, net::ByteView bytes, std::span<const int> files = {});
// Waits; fails with EPIPE when the other end is closed, and with EMSGSIZE for what is larger than a parcel.
Result<Parcel> receive_parcel(const Fd& channel);
// Fails with ETIMEDOUT.
Result<void> await_parcel(const Fd& channel, std::chrono::milliseconds patience);

}  // namespace holdfast::io
