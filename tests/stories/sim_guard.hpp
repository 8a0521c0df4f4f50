// One simulated host's guard: deletes what was promised once no advert was sent for the promised silence.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "daemon/engine/effect.hpp"

namespace holdfast::stories {

class SimGuard {
public:
    void take(const engine::Pledge& pledge, net::Instant now);
    void advert_sent(engine::RouterId router, net::Instant now) { last_sent_[router] = now; }

    std::optional<net::Instant> deadline() const;
    std::vector<engine::HeldAddress> expire(net::Instant now);
    // What a successor of a dead engine may adopt; the guard forgets it then.
    std::vector<engine::HeldAddress> hand_over();

private:
    struct Entry {
        engine::Pledge pledge;
        net::Instant since;
    };
    net::Instant deadline(const Entry& entry) const;

    std::map<engine::RouterId, Entry> entries_;
    std::map<engine::RouterId, net::Instant> last_sent_;
};

}  // namespace holdfast::stories
