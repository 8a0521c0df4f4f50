// A host's own clock: it began some time ago and runs a little fast or slow. Nothing on a host knows any other.
#pragma once

#include "daemon/net/time.hpp"

namespace holdfast::sim {

class Clock {
public:
    Clock(net::Duration ahead, int parts_per_million) : ahead_{ahead}, ppm_{parts_per_million} {}

    net::Instant local(net::Instant world) const {
        const net::Duration since = world.time_since_epoch();
        return net::Instant{ahead_ + since + since * ppm_ / 1'000'000};  // never goes back: in nanoseconds
    }
    // The first moment, or nearly, at which this clock shows at least `local`.
    net::Instant world(net::Instant local) const {
        const net::Duration since = local.time_since_epoch() - ahead_;
        net::Instant guess{since - since / 1'000'000 * ppm_};
        while (this->local(guess) < local) guess += local - this->local(guess);
        return guess;
    }

private:
    net::Duration ahead_;
    int ppm_;
};

}  // namespace holdfast::sim
