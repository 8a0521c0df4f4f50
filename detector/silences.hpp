// Addresses that nobody answers for: how many rounds in a row, and whether that means anything.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/prober.hpp"

namespace holdfast::detector {

class Silences {
public:
    explicit Silences(const std::vector<net::IpAddress>& addresses);

    // A round was heard out. Of others than these addresses: `reached`, answers came; `gaps`, some were lost.
    void round(const Prober& prober, bool reached, bool gaps, net::Instant now);
    // The situation is another: what was silent so far tells nothing.
    void reset();

    struct Silence {
        net::IpAddress address;
        int rounds = 0;  // in a row
        bool answered_before = false;
        bool able = false;  // an answer would have reached us
        net::Instant first, last;
        std::uint64_t probes = 0;
    };
    // Answers that should have come did not, so far.
    bool any() const;
    // One more round would tell more: do not wait for the next audit.
    bool pressing() const;
    // Long enough that it is no loss of frames: of half of them, once in 16 million rounds.
    bool lasting(const Silence& silence) const {
        return silence.rounds >= (lossy_ > 0 ? 8 : silence.answered_before ? 2 : 3);
    }
    const std::vector<Silence>& all() const { return silences_; }

private:
    std::vector<Silence> silences_;  // one for each address
    int lossy_ = 0;                  // rounds without gaps that are yet to come until the network counts as good
};

}  // namespace holdfast::detector
