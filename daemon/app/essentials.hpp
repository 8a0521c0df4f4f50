// What is read, opened, started and given up before the daemon can exist: afterwards the process is the engine's, with
// two capabilities, and has one thread still.
#pragma once

#include <vector>

#include "daemon/app/steward.hpp"
#include "daemon/engine/event.hpp"
#include "daemon/guard/guard.hpp"
#include "daemon/io/frame_sender.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_monitor.hpp"
#include "daemon/io/timer.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

// No router has this one: the Node gives out the lowest. Until each router has taken its own, the predecessor's promise
// for all of them is ours.
inline constexpr engine::RouterId adoption_slot{guard::slot_count - 1};

struct Essentials {
    Steward steward;
    guard::Guard guard;
    io::Netlink netlink;
    io::NetlinkMonitor monitor;
    io::FrameSender frames;
    io::Timer timer;
    Recollections left;
    engine::LeftoversFound leftovers;  // what a predecessor's guard kept for us, promised to our own
    std::vector<net::Note> notes;      // to be written when there is a journal

    static io::Result<Essentials> open(Steward steward, const config::Config& config);
};

}  // namespace holdfast::app
