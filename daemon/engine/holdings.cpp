#include "daemon/engine/holdings.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration refresh_interval = 1s;

std::vector<net::Prefix> all_addresses(const InstanceSettings& settings) {
    std::vector<net::Prefix> all = settings.addresses;
    all.insert(all.end(), settings.excluded_addresses.begin(), settings.excluded_addresses.end());
    return all;
}

bool contains(const std::vector<net::Prefix>& prefixes, const net::Prefix& prefix) {
    return std::ranges::find(prefixes, prefix) != prefixes.end();
}

// The same address, perhaps in a network of another size.
bool has_address(const std::vector<net::Prefix>& prefixes, const net::IpAddress& address) {
    return std::ranges::find(prefixes, address, &net::Prefix::address) != prefixes.end();
}
// Ordered a moment ago, by the same event: a second order would find it there, as a stranger's.
bool is_on_its_way(const HeldAddress& address, const Turn& turn) {
    return std::ranges::any_of(turn.effects, [&](const Effect& effect) {
        const auto* order = std::get_if<AddAddress>(&effect);
        return order != nullptr && order->address == address;
    });
}
bool has_address(const std::set<HeldAddress>& held, net::InterfaceIndex interface, const net::IpAddress& address) {
    return std::ranges::any_of(
        held, [&](const HeldAddress& h) { return h.interface == interface && h.prefix.address == address; });
}

}  // namespace

void Holdings::configure(const InstanceSettings& settings, Turn& turn) {
    const std::vector<net::Prefix> before = std::exchange(wanted_, all_addresses(settings));
    const bool lease_changed = std::exchange(lease_, lease_of(settings)) != lease_of(settings);
    // Before any backup's timer can run out, which takes at least three intervals.
    silence_limit_ = net::Duration{settings.advert_interval} * 11 / 4;
    if (!held_ || !interface_) return;

    for (const net::Prefix& prefix : before) {
        if (contains(wanted_, prefix)) continue;
        foreign_.erase(prefix);
        if (ours_.erase(prefix) == 0) continue;
        releasing_.insert(at(prefix));
        turn.add(RemoveAddress{router_, at(prefix)});
    }
    for (const net::Prefix& prefix : wanted_) {
        if (!contains(before, prefix)) add(prefix, turn);
    }
    if (lease_changed) refresh(turn);
    pledge(turn);
}

bool Holdings::adopt(net::InterfaceIndex interface, const std::vector<HeldAddress>& leftovers) {
    interface_ = interface;
    for (const HeldAddress& leftover : leftovers) {
        if (leftover.interface == interface && contains(wanted_, leftover.prefix)) ours_.insert(leftover.prefix);
    }
    return !ours_.empty();
}

void Holdings::hold(std::optional<net::InterfaceIndex> interface, Turn& turn) {
    interface_ = interface;
    held_ = true;
    lost_at_.reset();  // of the last time
    next_refresh_ = turn.now + refresh_interval;
    if (!interface_) return;
    for (const net::Prefix& prefix : wanted_) add(prefix, turn);
    pledge(turn);
}

bool Holdings::settle(std::optional<net::InterfaceIndex> interface, Turn& turn) {
    if (interface == interface_) return false;
    const bool moves = held_ && interface_ && interface;
    if (interface_) remove_ours(turn);
    foreign_.clear();
    if (moves) {
        hold(interface, turn);
        return true;
    }
    interface_ = interface;
    if (held_ && interface_) lost_at_ = turn.now;  // to be put back, like what somebody removed
    if (held_ && !interface_) pledge(turn);
    return false;
}

void Holdings::remove_ours(Turn& turn) {
    if (!turn.kernel.links().contains(*interface_)) ours_.clear();  // gone with it
    for (const net::Prefix& prefix : std::exchange(ours_, {})) {
        turn.add(RemoveAddress{router_, at(prefix)});
        releasing_.insert(at(prefix));
    }
}

void Holdings::add(const net::Prefix& prefix, Turn& turn) {
    const bool present = turn.kernel.has(*interface_, prefix.address);
    const bool leaving = has_address(releasing_, *interface_, prefix.address);
    releasing_.erase(at(prefix));
    if (present && !leaving && !ours_.contains(prefix)) {
        foreign_.insert(prefix);
        return;
    }
    if (present && ours_.contains(prefix)) {
        turn.add(RefreshAddress{router_, at(prefix), lease_});
    } else {
        turn.add(AddAddress{router_, at(prefix), lease_});
    }
    ours_.insert(prefix);
}

void Holdings::release(Turn& turn) {
    if (!held_ && ours_.empty()) return;  // adopted addresses are ours before they are held
    held_ = false;
    foreign_.clear();
    // The first of a network goes last: the kernel would make each next one the first in turn, which takes it long.
    for (const net::Prefix& prefix : std::views::reverse(ours_)) {
        turn.add(RemoveAddress{router_, at(prefix)});
        releasing_.insert(at(prefix));
    }
    ours_.clear();  // the guard is told when the kernel has confirmed
    if (releasing_.empty()) pledge(turn);
}

void Holdings::refresh(Turn& turn) {
    if (!held_) return;
    for (const net::Prefix& prefix : ours_) turn.add(RefreshAddress{router_, at(prefix), lease_});
    next_refresh_ = turn.now + refresh_interval;
}

void Holdings::abandon(Turn& turn) {
    const bool pledged = held_ || !releasing_.empty();
    held_ = false;
    releasing_.clear();
    if (interface_) remove_ours(turn);
    foreign_.clear();
    interface_.reset();
    if (pledged && releasing_.empty()) pledge(turn);
}

void Holdings::vanished(const HeldAddress& address, Turn& turn) {
    if (releasing_.erase(address) > 0 && (held_ || releasing_.empty())) pledge(turn);
    const bool is_here = interface_ == address.interface;
    if (held_ && is_here && has_address(wanted_, address.prefix.address)) lost_at_ = turn.now;
}

void Holdings::look_for_lost(Turn& turn) {
    std::vector<HeldAddress> known{releasing_.begin(), releasing_.end()};  // what is no longer wanted here among them
    if (interface_) {
        for (const net::Prefix& prefix : wanted_) known.push_back(at(prefix));
    }
    for (const HeldAddress& address : known) {
        if (turn.kernel.has(address.interface, address.prefix.address) || is_on_its_way(address, turn)) continue;
        vanished(address, turn);
    }
}

// The guard was told of it before the kernel refused, and must not delete what is somebody else's.
void Holdings::found_foreign(const net::Prefix& prefix, Turn& turn) {
    ours_.erase(prefix);
    foreign_.insert(prefix);
    if (held_) pledge(turn);
}

std::vector<net::Prefix> Holdings::reconcile(Turn& turn) {
    if (!std::exchange(lost_at_, std::nullopt) || !held_ || !interface_) return {};
    std::vector<net::Prefix> put_back;
    for (const net::Prefix& prefix : wanted_) {
        if (turn.kernel.has(*interface_, prefix.address)) continue;
        foreign_.erase(prefix);
        add(prefix, turn);
        put_back.push_back(prefix);
    }
    if (!put_back.empty()) pledge(turn);  // the guard may have been the one who removed it
    return put_back;
}

std::vector<HeldAddress> Holdings::held_addresses() const {
    std::vector<HeldAddress> held;
    if (!interface_) return held;
    for (const net::Prefix& prefix : ours_) held.push_back(at(prefix));
    return held;
}

std::optional<net::Instant> Holdings::deadline() const {
    if (!held_) return std::nullopt;
    return net::earlier(lost_at_, lease_.count() > 0 ? next_refresh_ : std::nullopt);
}

// What was ordered away is guarded until the kernel has confirmed it.
void Holdings::pledge(Turn& turn) const {
    Pledge promise{router_, silence_limit_, {releasing_.begin(), releasing_.end()}};
    if (held_) {
        for (const net::Prefix& prefix : ours_) promise.addresses.push_back(at(prefix));
    }
    turn.add(std::move(promise));
}

AddressStatus Holdings::status(const net::Prefix& prefix, const KernelView& kernel,
                               std::optional<net::InterfaceIndex> index) const {
    return {prefix, index && kernel.has(*index, prefix.address), foreign_.contains(prefix)};
}

}  // namespace holdfast::engine
