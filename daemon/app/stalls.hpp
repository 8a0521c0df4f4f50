// Turns that came late. A short one hides no longer one before it, nor the other way round: whom it concerns depends on
// how long an instance waits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <vector>

#include "daemon/net/time.hpp"

namespace holdfast::app {

struct Stall {
    net::Instant at;
    net::Duration length{};
};

class Stalls {
public:
    static constexpr std::size_t limit = 16;

    void noticed(const Stall& stall) {
        std::erase_if(stalls_, [&](const Stall& before) { return before.length <= stall.length; });
        if (stalls_.size() == limit) stalls_.erase(stalls_.begin());
        stalls_.push_back(stall);
    }
    // None: one of no length.
    Stall last_longer_than(net::Duration length) const {
        const auto from_the_last = std::views::reverse(stalls_);
        const auto found = std::ranges::find_if(from_the_last, [&](const Stall& s) { return s.length > length; });
        return found != from_the_last.end() ? *found : Stall{};
    }

private:
    std::vector<Stall> stalls_;  // in the order of their time, each shorter than the one before
};

}  // namespace holdfast::app
