// The runner's process: takes orders from its engine, and from its outfitter what may be ordered.
#pragma once

#include <deque>

#include "daemon/io/channel.hpp"
#include "daemon/io/timer.hpp"
#include "daemon/runner/deaths.hpp"
#include "daemon/runner/jobs.hpp"

namespace holdfast::runner {

class Foreman {
public:
    Foreman(io::Fd engine, io::Fd outfitter, io::Timer timer, Deaths deaths, Duty duty);
    // Returns when the engine has ended and nothing of it is left to do.
    void run();

private:
    void wait();
    void hear(net::Instant now);
    void hear_outfitter();
    void hear_engine(net::Instant now);
    void take(net::ByteView message, net::Instant now);
    void carry_out(const Kill& kill, net::Instant now);
    void carry_out(Run& run, net::Instant now);
    void lose_engine(net::Instant now);
    void tell();

    io::Fd engine_;     // none: it has ended
    io::Fd outfitter_;  // the same
    io::Timer timer_;
    Deaths deaths_;
    Duty duty_;
    io::Inbox inbox_;
    Catalogue catalogue_;
    Jobs jobs_;
    std::vector<pollfd> sources_;
    std::deque<net::Bytes> untold_;
    std::optional<net::Instant> last_moment_;  // for what waits, once the engine has ended
};

}  // namespace holdfast::runner
