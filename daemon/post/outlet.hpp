// A way to tell others, as a part of one poll loop; it never waits.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include <poll.h>

#include "daemon/net/time.hpp"
#include "daemon/notify/happening.hpp"
#include "daemon/notify/picture.hpp"
#include "daemon/notify/settings.hpp"
#include "daemon/notify/status.hpp"

namespace holdfast::post {

class Outlet {
public:
    virtual ~Outlet() = default;

    // As it is from now on; what waits stays.
    virtual void configure(const notify::Settings& settings, net::Instant now) = 0;
    // `picture`: after it.
    virtual void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) = 0;
    // No more comes: what waits is said without waiting for more.
    virtual void hurry(net::Instant) {}
    // Nothing waits.
    virtual bool idle() const = 0;
    virtual void show(notify::Status& status) const = 0;

    virtual void poll_on(std::vector<pollfd>&) {}
    virtual std::optional<net::Instant> deadline() const { return std::nullopt; }
    // After the poll, with what it found of its own sources.
    virtual void advance(std::span<const pollfd> own, net::Instant now) = 0;
};

inline bool has_news(std::span<const pollfd> own) {
    return std::ranges::any_of(own, [](const pollfd& source) { return source.revents != 0; });
}

}  // namespace holdfast::post
