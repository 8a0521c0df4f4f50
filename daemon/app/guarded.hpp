// The guard, kept alive: when it dies, another is started and told everything again.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/app/watch.hpp"
#include "daemon/engine/effect.hpp"
#include "daemon/guard/guard.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::app {

class Guarded {
public:
    using NoteSink = std::function<void(net::Note)>;
    using ProgressSink = std::function<void(const fence::Progress&)>;

    // `launcher` starts another.
    Guarded(boost::asio::io_context& context, guard::Guard guard, guard::Guard::Launcher launcher, NoteSink sink);

    void advert_sent(engine::RouterId router, net::Instant at);
    void pledge(const std::vector<engine::Pledge>& pledges);

    // guard.hpp tells what these do. A guard that is started later is told the same, and of each fence that its
    // predecessor has not completed: an order is never lost, but may be carried out twice.
    void remind(fence::Latch latch);
    void fence(const fence::Order& order);
    void keep(fence::Latch latch);
    // Only a guard that has been told all can take over from us.
    io::Result<void> hand_off(const guard::Handoff& handoff);
    void on_progress(ProgressSink sink) { progress_ = std::move(sink); }

    bool alive() const { return guard_.has_value(); }
    // Starts another if there is none; tells what it has not been told yet. To be called often.
    void revive();

private:
    void watch();
    void hear();
    void completed(std::uint64_t id);
    using Message = std::function<io::Result<void>(guard::Guard&)>;

    void tell_all_again();
    void tell(Message message);
    void catch_up();
    bool promises_told();
    bool refused(const io::Result<void>& told);

    boost::asio::io_context& context_;
    std::optional<guard::Guard> guard_;
    guard::Guard::Launcher launcher_;
    NoteSink sink_;
    ProgressSink progress_ = [](const fence::Progress&) {};
    std::unique_ptr<Watch> death_;
    std::unique_ptr<Watch> voice_;
    std::map<guard::Slot, guard::Promise> promises_;
    std::vector<guard::Slot> unpledged_;  // in the order of their latest promise
    std::deque<Message> unsent_;          // of fencing, in the order of their coming
    bool deaf_ = false;                   // the guard does not read at the moment
    std::optional<fence::Latch> latch_;   // none: it was never told of
    std::map<std::uint64_t, fence::Order> unfinished_;
    net::Instant not_before_;  // the next attempt to start one
};

}  // namespace holdfast::app
