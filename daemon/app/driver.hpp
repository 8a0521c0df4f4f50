// The turn: hear everything that is queued, let the Node decide, perform, tell it the results, arm one timer.
// An advert that is already queued beats a timeout.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/app/host.hpp"
#include "daemon/app/roles.hpp"
#include "daemon/app/sockets.hpp"
#include "daemon/app/watch.hpp"
#include "daemon/engine/node.hpp"
#include "daemon/io/flood.hpp"
#include "daemon/io/netlink_monitor.hpp"
#include "daemon/io/timer.hpp"
#include "daemon/io/wall_clock.hpp"
#include "daemon/net/histogram.hpp"

namespace holdfast::app {

class Driver {
public:
    struct Health {
        net::Instant last_turn;
        net::Histogram lag;  // a turn past its deadline
        std::uint64_t resyncs = 0;
        bool in_step = false;  // with the kernel
        Stalls stalls;
    };
    struct Listeners {
        // Some milliseconds after a transition, and at least twice a second, outside of any turn's work.
        std::function<void()> changed;
        // At the end of a turn with a transition; not again before `changed`.
        std::function<void()> transition;
    };

    Driver(boost::asio::io_context& context, engine::Node& node, Host& host, Sockets& sockets,
           io::NetlinkMonitor monitor, io::Timer timer, Listeners listeners);

    // Takes the first picture of the kernel and begins.
    void start();
    void queue(engine::Event event) { posted_.push_back(std::move(event)); }  // for the next turn
    void post(engine::Event event);                                           // for one at once
    void turn();
    const Health& health() const { return health_; }

private:
    void hear_to_the_end();
    void hear();
    void hear_kernel();
    void hear_the_time();
    void resync();
    void feed(const engine::Event& event);
    void perform();
    void notice_stall(net::Instant now);
    void tell_transition();
    void publish_when_due();
    void arm();
    void rest();

    engine::Node& node_;
    Host& host_;
    Sockets& sockets_;
    io::NetlinkMonitor monitor_;
    io::Timer timer_;
    Listeners listeners_;
    Watch kernel_speaks_;
    std::optional<Watch> firewall_speaks_;
    Watch alarm_;
    std::vector<engine::Event> posted_;
    std::vector<engine::Effect> effects_;
    std::optional<net::Instant> armed_;
    net::Instant publish_at_;
    bool transition_ = false;       // in this turn
    bool transition_told_ = false;  // since the last publication
    io::Flood flood_;
    io::WallClock wall_clock_;
    Health health_;
};

}  // namespace holdfast::app
