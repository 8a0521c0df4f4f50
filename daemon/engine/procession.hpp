// What is announced one after the other, at the pace that switches bear.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::engine {

class Procession {
public:
    void join(const std::vector<net::Prefix>& addresses, net::Instant now) {
        if (waiting_.empty()) next_ = now;
        for (const net::Prefix& address : addresses) {
            if (std::ranges::find(waiting_, address) == waiting_.end()) waiting_.push_back(address);
        }
    }
    void end() { waiting_.clear(); }
    std::optional<net::Instant> deadline() const { return waiting_.empty() ? std::nullopt : std::optional{next_}; }

    // Those whose turn it is. Without a pace: all.
    std::vector<net::Prefix> take(net::Duration pace, net::Instant now) {
        std::vector<net::Prefix> taken;
        while (!waiting_.empty() && next_ <= now) {
            taken.push_back(waiting_.front());
            waiting_.pop_front();
            next_ += pace;
        }
        return taken;
    }

private:
    std::deque<net::Prefix> waiting_;
    net::Instant next_;
};

}  // namespace holdfast::engine
