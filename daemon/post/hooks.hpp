// [[webhook]]: each happening that is for people is a POST with JSON, in their order.
#pragma once

#include "daemon/post/dispatching.hpp"

namespace holdfast::post {

class Hooks : public Dispatching {
public:
    explicit Hooks(Dispatch::Note note) : Dispatching{"webhook", {}, std::move(note)} {}

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;

private:
    notify::Settings settings_;
};

}  // namespace holdfast::post
