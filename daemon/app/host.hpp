// Performs a turn's effects on Linux, kind by kind in batches, and tells what came of them. Decides nothing.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "daemon/app/guarded.hpp"
#include "daemon/app/sent_adverts.hpp"
#include "daemon/app/sockets.hpp"
#include "daemon/app/virtual_links.hpp"
#include "daemon/engine/effect.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/io/frame_sender.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/no_accept.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

class Host {
public:
    using NoteSink = std::function<void(net::Note)>;
    using ProclaimSink = std::function<void(const engine::Proclaim&)>;

    Host(Sockets& sockets, Guarded& guard, io::Netlink netlink, io::FrameSender frames, NoteSink sink,
         ProclaimSink proclaim, const SettingsKeeper& keeper)
        : sockets_{sockets},
          guard_{guard},
          netlink_{std::move(netlink)},
          frames_{std::move(frames)},
          sink_{std::move(sink)},
          proclaim_{std::move(proclaim)},
          virtual_links_{netlink_, sink_, keeper} {}

    Host(const Host&) = delete;  // its parts know each other

    // The results, as events for the Node; TurnPerformed is the last, if anything was sent.
    std::vector<engine::Event> perform(std::vector<engine::Effect> effects);
    // What routers sent last, as a guard repeats it.
    std::vector<guard::Repeat> last_adverts() const;
    // The leases of what routers hold last so much longer, renewed by nobody.
    void prolong(const engine::Status& status, std::chrono::seconds time);
    // Before the first turn: settings that a predecessor changed.
    void recall(const std::vector<io::Borrowed>& borrowed) { virtual_links_.recall(borrowed); }
    // After the first turn: those of them that no macvlan of ours needs, and what else nobody took over.
    void give_back_unused();
    // That packets are refused: when firewall() is readable (-1: never); perform() does, too.
    void look_after_refusals();
    int firewall() const { return no_accept_.fd(); }
    // Everything that the kernel has.
    io::Result<engine::KernelState> kernel_state();

private:
    using Failures = std::vector<std::pair<std::size_t, io::Error>>;

    void send_adverts(std::vector<engine::Transmit> adverts, std::vector<engine::Event>& results);
    Failures send_framed(std::span<const engine::Transmit> adverts);
    bool leaves_framed(engine::Transmit advert);
    void change_addresses(const std::vector<engine::Effect>& effects, std::vector<engine::Event>& results);
    void remove_routing(const std::vector<engine::Effect>& effects);
    void add_routing(const std::vector<engine::Effect>& effects, std::vector<engine::Event>& results);
    void refuse_packets();
    void send_frames(const std::vector<engine::SendFrame>& frames);
    void listen(const engine::Listen& order, std::vector<engine::Event>& results);
    void count_reception(const engine::CountReception& order, std::vector<engine::Event>& results);

    Sockets& sockets_;
    Guarded& guard_;
    io::Netlink netlink_;
    io::FrameSender frames_;
    NoteSink sink_;
    ProclaimSink proclaim_;
    VirtualLinks virtual_links_;
    SentAdverts sent_;
    io::NoAccept no_accept_;
    std::set<io::NoAccept::Place> refusing_;  // the addresses that accept nothing
    bool said_open_ = false;                  // that they do
};

}  // namespace holdfast::app
