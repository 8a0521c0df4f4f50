// The routes and rules of one router in the kernel: added when it has its addresses, removed before they go. The kernel
// drops routes without a word (a link that goes down, a source that goes): each is ordered again once a second, which
// changes nothing of one that is there. Ours have a mark; what stood in the place of one before is never touched.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/engine/settings.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/engine/turn.hpp"

namespace holdfast::engine {

class Routings {
public:
    explicit Routings(RouterId router) : router_{router} {}

    // Those that are no longer wanted are removed; true if those that are there have changed.
    bool configure(const InstanceSettings& settings, Turn& turn);
    // Those of a predecessor that are wanted here are ours from now on.
    void adopt(const std::vector<net::Routing>& found, const KernelView& kernel);
    bool claims(const net::Routing& found) const;

    bool hold(Turn& turn);  // as renew()
    void release(Turn& turn);
    // True if others are ordered than before, as after a change of interfaces.
    bool renew(Turn& turn);
    void answered(const RoutingAnswered& event, const std::string& instance, Turn& turn);

    std::optional<net::Instant> deadline() const { return next_; }
    bool due(net::Instant now) const { return next_ && *next_ <= now; }
    // Those that are ordered, to be guarded.
    std::vector<net::Routing> ordered() const;
    std::vector<RoutingStatus> status() const;

private:
    enum class State : std::uint8_t { absent, ours, foreign };
    struct Entry {
        net::Routing wanted;    // without its interface's number
        std::string interface;  // of a route; empty: it needs none
        std::optional<net::Routing> ordered{};
        State state = State::absent;
        std::string refusal{};
        bool same(const Entry& other) const { return wanted == other.wanted && interface == other.interface; }
    };

    static std::vector<Entry> entries_of(const InstanceSettings& settings);
    static std::optional<net::Routing> resolve(const Entry& entry, const KernelView& kernel);
    bool order(Entry& entry, Turn& turn);
    void remove(Entry& entry, Turn& turn);

    RouterId router_;
    std::vector<Entry> entries_;
    bool held_ = false;
    std::optional<net::Instant> next_;
};

}  // namespace holdfast::engine
