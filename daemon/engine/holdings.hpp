// The addresses of one router in the kernel: added, leased, refreshed, put back, removed. What was there before us is
// somebody else's: used, never leased, refreshed or removed.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine/status.hpp"
#include "daemon/engine/turn.hpp"

namespace holdfast::engine {

class Holdings {
public:
    explicit Holdings(RouterId router) : router_{router} {}

    // What to hold, for how long without a refresh, and after how much silence the guard takes it away. Held addresses
    // are changed accordingly.
    void configure(const InstanceSettings& settings, Turn& turn);
    // Addresses of a predecessor on this host: ours from now on. False if none of them is wanted here.
    bool adopt(net::InterfaceIndex interface, const std::vector<HeldAddress>& leftovers);

    // Without an interface they are held as soon as settle() names one.
    void hold(std::optional<net::InterfaceIndex> interface, Turn& turn);
    // The addresses live there from now on; none: the place is gone, and another is being made. True: they were moved.
    bool settle(std::optional<net::InterfaceIndex> interface, Turn& turn);
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
        return interface_ == address.interface && ours_.contains(address.prefix);
    }
    bool leaving(const HeldAddress& address) const { return releasing_.contains(address); }
    bool empty() const { return !held_ && releasing_.empty(); }
    std::vector<HeldAddress> held_addresses() const;  // ours
    // When refresh() or reconcile() is due.
    std::optional<net::Instant> deadline() const;
    bool refresh_due(net::Instant now) const {
        return held_ && lease_.count() > 0 && next_refresh_ && *next_refresh_ <= now;
    }
    const std::vector<net::Prefix>& wanted() const { return wanted_; }
    AddressStatus status(const net::Prefix& prefix, const KernelView& kernel,
                         std::optional<net::InterfaceIndex> index) const;

private:
    void add(const net::Prefix& prefix, Turn& turn);
    void remove_ours(Turn& turn);
    void pledge(Turn& turn) const;
    HeldAddress at(const net::Prefix& prefix) const { return {*interface_, prefix}; }

    RouterId router_;
    std::vector<net::Prefix> wanted_;
    std::chrono::seconds lease_{};
    net::Duration silence_limit_{};
    std::optional<net::InterfaceIndex> interface_;
    bool held_ = false;
    std::set<net::Prefix> ours_;       // added or adopted by us, and not given up
    std::set<net::Prefix> foreign_;    // there before us
    std::set<HeldAddress> releasing_;  // removal ordered, not seen yet
    std::optional<net::Instant> next_refresh_;
    std::optional<net::Instant> lost_at_;  // an address vanished while held
};

}  // namespace holdfast::engine
