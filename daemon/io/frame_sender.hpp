// Sends whole Ethernet frames out of any interface: gratuitous ARP, unsolicited NA. Opened once and kept, since
// closing a packet socket costs 8-24 ms.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

struct OutgoingFrame {
    net::InterfaceIndex interface{};
    net::ByteView bytes;  // from the destination's MAC on
};

class FrameSender {
public:
    static Result<FrameSender> open();

    // All in one system call. Empty: all went out; else one entry for each frame, in order.
    std::vector<std::optional<Error>> send(std::span<const OutgoingFrame> frames);

private:
    explicit FrameSender(Fd fd) : fd_{std::move(fd)} {}
    Fd fd_;
};

}  // namespace holdfast::io
