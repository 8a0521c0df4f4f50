// [[webhook]]: each happening that is for people is a POST with JSON, in their order.
#pragma once

#include "daemon/post/dispatch.hpp"
#include "daemon/post/outlet.hpp"

namespace holdfast::post {

class Hooks : public Outlet {
public:
    explicit Hooks(Dispatch::Note note) : dispatch_{"webhook", {}, std::move(note)} {}

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    void hurry(net::Instant now) override { dispatch_.hurry(now); }
    bool idle() const override { return dispatch_.idle(); }
    void show(notify::Status& status) const override { dispatch_.show(status); }
    void poll_on(std::vector<pollfd>& sources) override { dispatch_.poll_on(sources); }
    std::optional<net::Instant> deadline() const override { return dispatch_.deadline(); }
    void advance(std::span<const pollfd> own, net::Instant now) override { dispatch_.advance(has_news(own), now); }

private:
    notify::Settings settings_;
    Dispatch dispatch_;
};

}  // namespace holdfast::post
