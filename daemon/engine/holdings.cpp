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
// The interface is not of the kind: addresses move there by settle().
bool is_alike(const std::map<net::IpAddress, Placement>& before, const std::map<net::IpAddress, Placement>& after,
              const net::IpAddress& address) {
    const auto kind = [&](const std::map<net::IpAddress, Placement>& all) {
        const auto one = all.find(address);
        return one == all.end() ? std::pair{std::string{}, std::uint8_t{}}
                                : std::pair{one->second.label, one->second.scope};
    };
    return kind(before) == kind(after);
}
std::string interface_in(const std::map<net::IpAddress, Placement>& all, const net::IpAddress& address) {
    const auto one = all.find(address);
    return one == all.end() ? "" : one->second.interface;
}
bool has_address(const std::set<HeldAddress>& held, net::InterfaceIndex interface, const net::IpAddress& address) {
    return std::ranges::any_of(
        held, [&](const HeldAddress& h) { return h.interface == interface && h.prefix.address == address; });
}

}  // namespace

void Holdings::configure(const InstanceSettings& settings, Turn& turn) {
    const std::vector<net::Prefix> before = std::exchange(wanted_, all_addresses(settings));
    const auto placements = std::exchange(placements_, settings.placements);
    const bool lease_changed = std::exchange(lease_, lease_of(settings)) != lease_of(settings);
    const bool accept_changed = std::exchange(accept_, settings.accept) != settings.accept;
    advertised_ = settings.addresses.size();
    // Before any backup's timer can run out, which takes at least three intervals.
    silence_limit_ = net::Duration{settings.advert_interval} * 11 / 4;
    const bool routing_changed = routings_.configure(settings, turn);
    if (!held_) return;

    for (const net::Prefix& prefix : before) {
        const bool stays = contains(wanted_, prefix) && is_alike(placements, placements_, prefix.address);
        if (stays || !places_.of(prefix.address)) continue;
        foreign_.erase(prefix);
        if (ours_.erase(prefix) > 0) leave(at(prefix), turn);
    }
    for (const net::Prefix& prefix : wanted_) {
        const bool was_there = contains(before, prefix) && (ours_.contains(prefix) || foreign_.contains(prefix));
        const bool moves = interface_in(placements, prefix.address) != interface_in(placements_, prefix.address);
        const bool put_back = lost_at_ && places_.of(prefix.address) &&
                              !turn.kernel.has(at(prefix).interface, prefix.address);  // by reconcile(), with the lost
        if (!was_there && !moves && !put_back) put(prefix, turn);                      // else settle() does
    }
    if (lease_changed || accept_changed) refresh(turn);
    if (places_.seat || routing_changed) pledge(turn);
}

bool Holdings::adopt(const Places& places, const std::vector<HeldAddress>& leftovers) {
    places_ = places;
    for (const HeldAddress& leftover : leftovers) {
        const net::Prefix& prefix = leftover.prefix;
        const bool is_here = places_.of(prefix.address) == leftover.interface;
        if (is_here && contains(wanted_, prefix)) ours_.insert(prefix);
    }
    return !ours_.empty();
}

void Holdings::hold(const Places& places, Turn& turn) {
    places_ = places;
    held_ = true;
    lost_at_.reset();  // of the last time
    next_refresh_ = turn.now + refresh_interval;
    if (!places_.seat) return;
    for (const net::Prefix& prefix : wanted_) put(prefix, turn);
    routings_.hold(turn);
    pledge(turn);
}

bool Holdings::settle(const Places& places, Turn& turn) {
    if (places == places_) return false;
    const auto stays = [&](const net::Prefix& p) { return places_.of(p.address) == places.of(p.address); };
    for (const net::Prefix& prefix : std::set{ours_}) {
        if (stays(prefix)) continue;
        leave(at(prefix), turn);
        ours_.erase(prefix);
    }
    std::erase_if(foreign_, [&](const net::Prefix& prefix) { return !stays(prefix); });
    const Places before = std::exchange(places_, places);
    if (!held_) return false;

    bool moved = false;
    for (const net::Prefix& prefix : wanted_) {
        const auto from = before.of(prefix.address);
        if (from == places_.of(prefix.address)) continue;
        if (!from) lost_at_ = turn.now;  // to be put back, like what somebody removed
        moved = moved || (from && places_.of(prefix.address));
        if (from) put(prefix, turn);
    }
    const bool routed = places_.seat && !routings_.deadline() && routings_.hold(turn);
    if (moved || routed || !places_.seat) pledge(turn);
    return moved;
}

// On an interface that is gone it has gone, too.
void Holdings::leave(const HeldAddress& address, Turn& turn) {
    if (!turn.kernel.links().contains(address.interface)) return;
    turn.add(RemoveAddress{router_, address});
    releasing_.insert(address);
}

void Holdings::remove_ours(Turn& turn) {
    for (const net::Prefix& prefix : std::exchange(ours_, {})) leave(at(prefix), turn);
}

Manner Holdings::manner_of(const net::IpAddress& address) const {
    Manner manner{.accept = accept_};
    const auto placement = placements_.find(address);
    if (placement == placements_.end()) return manner;
    manner.label = placement->second.label;
    manner.scope = placement->second.scope;
    return manner;
}

void Holdings::put(const net::Prefix& prefix, Turn& turn) {
    if (places_.of(prefix.address)) add(prefix, turn);
}

void Holdings::add(const net::Prefix& prefix, Turn& turn) {
    const bool present = turn.kernel.has(at(prefix).interface, prefix.address);
    const bool leaving = has_address(releasing_, at(prefix).interface, prefix.address);
    releasing_.erase(at(prefix));
    if (present && !leaving && !ours_.contains(prefix)) {
        foreign_.insert(prefix);
        return;
    }
    if (present && ours_.contains(prefix)) {
        turn.add(RefreshAddress{router_, at(prefix), lease_, manner_of(prefix.address)});
    } else {
        turn.add(AddAddress{router_, at(prefix), lease_, manner_of(prefix.address)});
    }
    ours_.insert(prefix);
}

void Holdings::release(Turn& turn) {
    if (!held_ && ours_.empty()) return;  // adopted addresses are ours before they are held
    held_ = false;
    foreign_.clear();
    routings_.release(turn);
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
    for (const net::Prefix& prefix : ours_) {
        turn.add(RefreshAddress{router_, at(prefix), lease_, manner_of(prefix.address)});
    }
    next_refresh_ = turn.now + refresh_interval;
}

void Holdings::renew_routings(Turn& turn) {
    if (routings_.renew(turn)) pledge(turn);
}

void Holdings::abandon(Turn& turn) {
    const bool pledged = held_ || !releasing_.empty();
    held_ = false;
    routings_.release(turn);
    std::erase_if(releasing_, [&](const HeldAddress& h) { return !turn.kernel.links().contains(h.interface); });
    remove_ours(turn);
    foreign_.clear();
    places_ = {};
    if (pledged && releasing_.empty()) pledge(turn);
}

void Holdings::vanished(const HeldAddress& address, Turn& turn) {
    if (releasing_.erase(address) > 0 && (held_ || releasing_.empty())) pledge(turn);
    const bool is_here = places_.of(address.prefix.address) == address.interface;
    if (held_ && is_here && has_address(wanted_, address.prefix.address)) lost_at_ = turn.now;
}

void Holdings::look_for_lost(Turn& turn) {
    std::vector<HeldAddress> known{releasing_.begin(), releasing_.end()};  // what is no longer wanted here among them
    for (const net::Prefix& prefix : wanted_) {
        if (places_.of(prefix.address)) known.push_back(at(prefix));
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
    if (!std::exchange(lost_at_, std::nullopt) || !held_) return {};
    std::vector<net::Prefix> put_back;
    for (const net::Prefix& prefix : wanted_) {
        const auto place = places_.of(prefix.address);
        if (!place || turn.kernel.has(*place, prefix.address)) continue;
        foreign_.erase(prefix);
        add(prefix, turn);
        put_back.push_back(prefix);
    }
    if (!put_back.empty()) pledge(turn);  // the guard may have been the one who removed it
    return put_back;
}

std::vector<HeldAddress> Holdings::held_addresses() const {
    std::vector<HeldAddress> held;
    for (const net::Prefix& prefix : ours_) held.push_back(at(prefix));
    return held;
}

std::optional<net::Instant> Holdings::deadline() const {
    if (!held_) return std::nullopt;
    const auto refresh = lease_.count() > 0 ? next_refresh_ : std::nullopt;
    return net::earlier(net::earlier(lost_at_, refresh), routings_.deadline());
}

// What was ordered away is guarded until the kernel has confirmed it.
void Holdings::pledge(Turn& turn) const {
    Pledge promise{router_, silence_limit_, {releasing_.begin(), releasing_.end()}};
    if (held_) {
        for (const net::Prefix& prefix : ours_) promise.addresses.push_back(at(prefix));
        promise.routing = routings_.ordered();
    }
    turn.add(std::move(promise));
}

AddressStatus Holdings::status(const net::Prefix& prefix, const KernelView& kernel, const Places& places) const {
    const auto place = places.of(prefix.address);
    const auto placement = placements_.find(prefix.address);
    const auto number = std::ranges::find(wanted_, prefix) - wanted_.begin();
    return {prefix, place && kernel.has(*place, prefix.address), foreign_.contains(prefix),
            placement == placements_.end() ? "" : placement->second.interface,
            static_cast<std::size_t>(number) < advertised_};
}

}  // namespace holdfast::engine
