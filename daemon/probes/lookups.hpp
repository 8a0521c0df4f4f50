// How many names are being looked up for nobody: what libc looks up cannot be called off, and keeps a thread and two
// descriptors until libc gives up. A resolver that does not answer must not cost the daemon all that it has.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

#include "daemon/net/time.hpp"

namespace holdfast::probes {

class Lookups {
public:
    static constexpr std::size_t most = 32;
    static constexpr std::chrono::seconds patience{30};  // of libc with three resolvers (resolv.conf(5): 2 × 5 s each)

    void leave_behind(net::Instant now) { left_.push_back(now); }
    bool may_begin(net::Instant now) {
        while (!left_.empty() && now - left_.front() >= patience) left_.pop_front();
        return left_.size() < most;
    }

private:
    std::deque<net::Instant> left_;  // when the check that wanted to know was over
};

}  // namespace holdfast::probes
