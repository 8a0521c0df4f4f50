// Frames that left this host from a virtual router's address, so that one that comes back is known as ours: the other
// members send from that address too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/net/bytes.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::detector {

class Echoes {
public:
    static constexpr std::size_t limit = 1024;  // newer ones take the place of older ones
    // A loop brings a frame back at once; the next master's announcements have the very same bytes a moment later.
    static constexpr net::Duration lifetime = std::chrono::milliseconds{20};

    void sent(net::ByteView frame, net::Instant now);
    bool sent_lately(net::ByteView frame, net::Instant now) const;

private:
    struct Slot {
        std::uint64_t hash = 0;
        net::Instant at;
    };
    std::vector<Slot> slots_;  // empty until it is needed
};

}  // namespace holdfast::detector
