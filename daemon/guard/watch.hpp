// The guard's process: waits for the engine's silence, and deletes what it was told to. And carries out its fences.
#pragma once

#include <deque>

#include "daemon/guard/channel.hpp"
#include "daemon/guard/fencing.hpp"
#include "daemon/guard/ledger.hpp"
#include "daemon/guard/page.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/timer.hpp"

namespace holdfast::guard {

class Watch {
public:
    Watch(io::Fd engine, Page page, io::Netlink netlink, io::Timer timer);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    // Returns when the engine has ended and nothing of it is left to watch, nor to fence.
    void run();

private:
    void wait();
    void hear();
    void take(net::ByteView message);
    void tell();
    void delete_expired();
    void answer_successor();
    bool is_on_duty() const { return !handed_over_ && (engine_ || !ledger_.empty()); }

    io::Fd engine_;  // none: it has ended
    Page page_;
    io::Netlink netlink_;
    io::Timer timer_;
    io::Fd listener_;
    Inbox inbox_;
    Ledger ledger_;
    Fencing fencing_{netlink_};
    std::deque<net::Bytes> untold_;
    bool handed_over_ = false;
};

}  // namespace holdfast::guard
