// An outlet that delivers by a Dispatch, and adds what it sends when.
#pragma once

#include "daemon/post/dispatch.hpp"
#include "daemon/post/outlet.hpp"

namespace holdfast::post {

class Dispatching : public Outlet {
public:
    void hurry(net::Instant now) override { dispatch_.hurry(now); }
    bool idle() const override { return dispatch_.idle(); }
    void show(notify::Status& status) const override { dispatch_.show(status); }
    void poll_on(std::vector<pollfd>& sources) override { dispatch_.poll_on(sources); }
    std::optional<net::Instant> deadline() const override { return dispatch_.deadline(); }
    void advance(std::span<const pollfd> own, net::Instant now) override { dispatch_.advance(has_news(own), now); }

protected:
    Dispatching(std::string outlet, notify::Outbox::Limits limits, Dispatch::Note note)
        : dispatch_{std::move(outlet), limits, std::move(note)} {}

    Dispatch dispatch_;
};

}  // namespace holdfast::post
