// Whether datagrams come so fast that it is better not to be woken for each: to wake somebody up costs the kernel more
// than the datagram, and a real-time thread that is woken all the time leaves its core to nobody.
#pragma once

#include <cstddef>

#include "daemon/net/time.hpp"

namespace holdfast::io {

class Flood {
public:
    static constexpr net::Duration window = std::chrono::milliseconds{10};
    static constexpr std::size_t much = 200;  // in a window: 20,000 a second
    static constexpr net::Duration rest = std::chrono::milliseconds{1};

    void heard(std::size_t datagrams, net::Instant now) {
        if (now >= ends_) {
            before_ = now < ends_ + window ? count_ : 0;
            count_ = 0;
            ends_ = now + window;
        }
        count_ += datagrams;
    }
    bool running() const { return count_ > much || before_ > much; }

private:
    net::Instant ends_;
    std::size_t count_ = 0;   // in the window that runs
    std::size_t before_ = 0;  // in the one just before it
};

}  // namespace holdfast::io
