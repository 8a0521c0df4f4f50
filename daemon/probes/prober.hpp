// Who carries out runs of one kind of check, as a part of one poll loop; it never waits.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <poll.h>

#include "daemon/checks/schedule.hpp"

namespace holdfast::probes {

struct Results {
    std::vector<checks::RunEnded> ended;
    std::vector<checks::Hastened> hastened;
};

class Prober {
public:
    virtual ~Prober() = default;

    // Those that there are now.
    virtual void configured(const checks::Settings&) {}
    // Its end is told by advance(), at the earliest at once.
    virtual void start(const checks::StartRun& run, net::Instant now) = 0;
    virtual void kill(checks::RunId run, net::Instant now) = 0;
    virtual void poll_on(std::vector<pollfd>&) {}
    virtual std::optional<net::Instant> deadline() const { return std::nullopt; }
    // After the poll, with what it found of its own sources; or without, after start().
    virtual void advance(std::span<const pollfd> own, net::Instant now, Results& results) = 0;
};

inline bool has_news(std::span<const pollfd> own) {
    return std::ranges::any_of(own, [](const pollfd& source) { return source.revents != 0; });
}

// A failure with its reason.
inline checks::Outcome failure(std::string reason) {
    return {.ok = false, .reason = std::move(reason)};
}

}  // namespace holdfast::probes
