// Repeats the adverts that an engine handed off, until its successor comes or the time is up.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/guard/handoff.hpp"
#include "daemon/io/frame_sender.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/raw_socket.hpp"

namespace holdfast::guard {

class Caretaker {
public:
    // None: nothing is promised for the slot, whose adverts are then not repeated.
    using SilenceLimit = std::function<std::optional<net::Duration>(Slot)>;

    explicit Caretaker(io::Netlink& netlink) : netlink_{netlink} {}

    void begin(Handoff handoff, const SilenceLimit& limit, net::Instant now);
    // Once more, now, so that the successor has all the time that backups wait. The slots whose adverts left.
    std::vector<Slot> end();
    bool busy() const { return !turns_.empty(); }
    std::optional<net::Instant> deadline() const;
    // Sends what is due. The slots whose adverts left.
    std::vector<Slot> advance(net::Instant now);

private:
    struct Turn {
        Repeat advert;
        net::Duration interval{};
        net::Instant next;
    };
    bool send(const Repeat& advert);
    io::RawSocket* socket_for(const Repeat& advert);

    io::Netlink& netlink_;
    std::vector<Turn> turns_;
    net::Instant until_;
    std::optional<io::FrameSender> frames_;
    std::map<std::pair<net::InterfaceIndex, net::Family>, io::RawSocket> sockets_;
};

}  // namespace holdfast::guard
