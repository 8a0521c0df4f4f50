// The addresses of one router in the kernel: added, leased, refreshed, put back, removed; and its routes with them.
// What was there before us is somebody else's: used, never leased, refreshed or removed.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine/places.hpp"
#include "daemon/engine/routings.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/engine/turn.hpp"

namespace holdfast::engine {

class Holdings {
public:
    explicit Holdings(RouterId router) : router_{router}, routings_{router} {}

    // What to hold, for how long without a refresh, and after how much silence the guard takes it away. Held addresses
    // are changed accordingly.
    void configure(const InstanceSettings& settings, Turn& turn);
    // Addresses of a predecessor on this host: ours from now on. False if none of them is wanted here.
    bool adopt(const Places& places, const std::vector<HeldAddress>& leftovers);

    // Those without a place are held as soon as settle() names one.
    void hold(const Places& places, Turn& turn);
    // The addresses live there from now on; none: the place is gone, and another is being made. True: some were moved.
    bool settle(const Places& places, Turn& turn);
    void release(Turn& turn);
    void refresh(Turn& turn);
    // Does not wait for the kernel to confirm any more; the guard is not told, and goes on deleting.
    void give_up() { releasing_.clear(); }
    // The interface is gone, or has another name now.
    void abandon(Turn& turn);

    // The kernel lost an address: ours is put back by reconcile(), which is then due at once, when all that the kernel
    // has to say was heard.
    void vanished(const HeldAddress& address, Turn& turn);
    // After a whole new picture: what is missing there has vanished.
    void look_for_lost(Turn& turn);
    std::vector<net::Prefix> reconcile(Turn& turn);  // what was put back
    void put_nothing_back() { lost_at_.reset(); }
    // The kernel would not add one because somebody else has it.
    void found_foreign(const net::Prefix& prefix, Turn& turn);

    bool held() const { return held_; }
    bool owns(const HeldAddress& address) const {
        return places_.of(address.prefix.address) == address.interface && ours_.contains(address.prefix);
    }
    bool leaving(const HeldAddress& address) const { return releasing_.contains(address); }
    bool empty() const { return !held_ && releasing_.empty(); }
    std::vector<HeldAddress> held_addresses() const;  // ours
    Routings& routings() { return routings_; }
    const Routings& routings() const { return routings_; }
    void renew_routings(Turn& turn);
    // When refresh(), reconcile() or renew_routings() is due.
    std::optional<net::Instant> deadline() const;
    bool refresh_due(net::Instant now) const {
        return held_ && lease_.count() > 0 && next_refresh_ && *next_refresh_ <= now;
    }
    const std::vector<net::Prefix>& wanted() const { return wanted_; }
    AddressStatus status(const net::Prefix& prefix, const KernelView& kernel, const Places& places) const;

private:
    void add(const net::Prefix& prefix, Turn& turn);
    void remove_ours(Turn& turn);
    void leave(const HeldAddress& address, Turn& turn);
    void put(const net::Prefix& prefix, Turn& turn);
    void pledge(Turn& turn) const;
    Manner manner_of(const net::IpAddress& address) const;
    // Only for one that has a place.
    HeldAddress at(const net::Prefix& prefix) const { return {*places_.of(prefix.address), prefix}; }

    RouterId router_;
    std::vector<net::Prefix> wanted_;
    std::chrono::seconds lease_{};
    net::Duration silence_limit_{};
    std::map<net::IpAddress, Placement> placements_;
    bool accept_ = true;
    std::size_t advertised_ = 0;  // the first of those that are wanted
    Places places_;
    Routings routings_;
    bool held_ = false;
    std::set<net::Prefix> ours_;       // added or adopted by us, and not given up
    std::set<net::Prefix> foreign_;    // there before us
    std::set<HeldAddress> releasing_;  // removal ordered, not seen yet
    std::optional<net::Instant> next_refresh_;
    std::optional<net::Instant> lost_at_;  // an address vanished while held
};

}  // namespace holdfast::engine
