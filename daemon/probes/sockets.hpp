// What the thread of the checks may not open itself; opened by who configures it, of what the configuration needs.
#pragma once

#include <optional>

#include "daemon/io/icmp_socket.hpp"
#include "daemon/probes/process_events.hpp"

namespace holdfast::probes {

struct Sockets {
    std::optional<io::IcmpSocket> ipv4{};
    std::optional<io::IcmpSocket> ipv6{};
    std::optional<ProcessEvents> processes{};
};

}  // namespace holdfast::probes
