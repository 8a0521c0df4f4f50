// The guard, kept alive: when it dies, another is started and told everything again.
#pragma once

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

    Guarded(boost::asio::io_context& context, guard::Guard guard, NoteSink sink);

    void advert_sent(engine::RouterId router, net::Instant at);
    void pledge(const std::vector<engine::Pledge>& pledges);
    bool alive() const { return guard_.has_value(); }
    // Starts another if there is none.
    void revive();

private:
    void watch();
    void tell(std::span<const guard::Promise> promises);

    boost::asio::io_context& context_;
    std::optional<guard::Guard> guard_;
    NoteSink sink_;
    std::unique_ptr<Watch> death_;
    std::map<guard::Slot, guard::Promise> promises_;
    net::Instant not_before_;  // the next attempt to start one
};

}  // namespace holdfast::app
