// Which (interface, family) pairs need a socket, and how opening it went. One socket serves all routers of a pair.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "daemon/engine/router.hpp"
#include "daemon/engine/turn.hpp"

namespace holdfast::engine {

class Listeners {
public:
    using Key = std::pair<net::InterfaceIndex, net::Family>;

    // Orders sockets for what is needed now and closes the others; failed ones are ordered again when retry is due.
    void need(const std::set<Key>& needed, Turn& turn);
    void succeeded(const ListenSucceeded& event) { sockets_[{event.interface, event.family}] = std::string{}; }
    void failed(const ListenFailed& event, net::Instant now);
    Listening listening(const Key& key) const;
    std::optional<net::Instant> deadline() const { return retry_; }
    void retry(Turn& turn);

private:
    std::map<Key, Listening> sockets_;
    std::optional<net::Instant> retry_;
};

}  // namespace holdfast::engine
