// How much anybody may say: a source that says more is not weighed. The budgets are of slots that Ethernet addresses
// share by their hash, so that neither many frames of one source nor many sources cost more than a look.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// What a frame is about. Each has a budget of its own, so that what drowns is replaced by more of the same: a router
// that scans its network is still heard as master, and claims in its name do not silence its answers.
enum class Topic : std::uint8_t {
    advert,       // of a watched virtual router
    answer,       // to our probes
    claim,        // of, or a question for, a watched address
    whereabouts,  // of anybody whom we know, or of an address that we count on to be unused
};

class SourceLimits {
public:
    // Of a source and topic, in frames a second: several times what one may have to say that is master of everything
    // here.
    static double fair(const std::vector<WatchedInstance>& instances);

    void allow(double per_second) { per_second_ = per_second; }
    // False: too much, and counted.
    bool admits(const net::MacAddress& source, Topic topic, net::Instant now);
    std::uint64_t limited() const { return limited_; }

private:
    struct Slot {
        net::Instant last;
        double used = 0;  // of a second's budget
    };
    double per_second_ = 0;
    std::array<Slot, 4096> slots_{};
    std::uint64_t limited_ = 0;
};

}  // namespace holdfast::detector
