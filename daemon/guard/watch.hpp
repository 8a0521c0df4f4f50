// The guard's process: waits for the engine's silence, and deletes what it was told to. And carries out its fences, and
// speaks in its place while a successor is on its way.
#pragma once

#include <deque>

#include "daemon/guard/caretaker.hpp"
#include "daemon/guard/fencing.hpp"
#include "daemon/guard/ledger.hpp"
#include "daemon/guard/page.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/timer.hpp"

namespace holdfast::guard {

class Watch {
public:
    Watch(io::Fd engine, io::Fd outfitter, Page page, io::Netlink netlink, io::Timer timer);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    // Returns when the engine has ended and nothing of it is left to watch, nor to fence.
    void run();

private:
    void wait();
    void hear();
    void hear_outfitter();
    void take(net::ByteView message);
    void tell();
    void take_care();
    void delete_expired();
    void answer_successor();
    void remove_links();
    bool is_on_duty() const { return !handed_over_ && (engine_ || !ledger_.empty()); }

    io::Fd engine_;     // none: it has ended
    io::Fd outfitter_;  // the same
    std::optional<uid_t> engine_user_;
    Page page_;
    io::Netlink netlink_;
    io::Timer timer_;
    io::Fd listener_;
    io::Fd successor_;  // that has everything, and waits for the latch
    io::Inbox inbox_;
    Ledger ledger_;
    Fencing fencing_{netlink_};
    Caretaker caretaker_{netlink_};
    std::deque<net::Bytes> untold_;
    bool handed_over_ = false;
};

}  // namespace holdfast::guard
