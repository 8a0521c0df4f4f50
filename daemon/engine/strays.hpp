// Virtual addresses on the interface of a router that does not serve them (S33). What was there before us is somebody
// else's and left alone; what is added later is to be removed.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "daemon/engine/event.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::engine {

class Strays {
public:
    // `present`: all that is there and not ours, after each change; while we serve, it stays.
    void look(net::InterfaceIndex interface, const std::vector<HeldAddress>& present, bool serving, net::Instant now);
    void forget() { *this = {}; }
    bool know(const HeldAddress& address) const {
        return tolerated_.contains(address) || unwanted_.contains(address) || ordered_.contains(address);
    }

    // At the end of hearing, like what must be put back.
    std::optional<net::Instant> deadline() const { return due_; }
    // Those to remove, each once.
    std::vector<HeldAddress> take(net::Instant now);

private:
    std::optional<net::InterfaceIndex> interface_;  // where we have looked
    std::set<HeldAddress> tolerated_;               // found there at the first look
    std::set<HeldAddress> unwanted_;
    std::set<HeldAddress> ordered_;  // their removal
    std::optional<net::Instant> due_;
};

}  // namespace holdfast::engine
