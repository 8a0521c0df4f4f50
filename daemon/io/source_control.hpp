// Room for what tells the kernel from which of our addresses a message is to leave.
#pragma once

#include <array>
#include <cstdint>

#include <sys/socket.h>

#include "daemon/net/address.hpp"

namespace holdfast::io {

class SourceControl {
public:
    // `header` points into this object from then on.
    void attach(msghdr& header, const net::IpAddress& source);

private:
    alignas(cmsghdr) std::array<std::uint8_t, 64> bytes_{};
};

}  // namespace holdfast::io
