// No candidacy before reception is proven: after boot or link up, a port often sends before it receives, and a router
// that cannot hear the master would take its addresses.
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/net/time.hpp"

namespace holdfast::engine {

class ListenGate {
public:
    // The interface came up with this many frames received; the gate closes. A hold of 0 leaves it open.
    void close(std::uint64_t frames_received, net::Duration hold);
    void open() { closed_ = false; }
    bool closed() const { return closed_; }

    // A take-over is due. None: go ahead. Otherwise: wait in backup until then, and have the frames counted meanwhile.
    // Once reception is proven, one more interval is listened for a master before the gate opens.
    std::optional<net::Instant> hold_back(std::uint64_t frames_received, net::Duration advert_interval,
                                          net::Instant now);

private:
    bool closed_ = false;
    std::uint64_t baseline_ = 0;
    net::Duration hold_{};
    std::optional<net::Instant> until_;  // set when the first take-over was held back
};

}  // namespace holdfast::engine
