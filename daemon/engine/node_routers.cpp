// The Node's set of routers: made from the configuration, changed by a reload, kept in step with the kernel.

#include <algorithm>
#include <set>
#include <utility>

#include "daemon/engine/node.hpp"

namespace holdfast::engine {
namespace {

bool has_some_of(const LeftoversFound& leftovers, const std::vector<net::Prefix>& addresses) {
    return std::ranges::any_of(leftovers.addresses, [&](const HeldAddress& left) {
        return std::ranges::find(addresses, left.prefix) != addresses.end();
    });
}

}  // namespace

void Node::add(const InstanceSettings& settings, Turn& turn) {
    Router& router = *routers_.emplace_back(std::make_unique<Router>(free_id(), settings, turn));
    router.depend_on(assessment_of(settings), turn);
    if (const auto order = withdrawn_.find(settings.name); order != withdrawn_.end())
        router.withdraw(order->second, turn);
}

// Slots of the guard's page, so kept small.
RouterId Node::free_id() const {
    std::vector<bool> taken(routers_.size() + 1);
    for (const auto& router : routers_) {
        const auto id = std::to_underlying(router->id());
        if (id < taken.size()) taken[id] = true;
    }
    return RouterId{static_cast<std::uint32_t>(std::ranges::find(taken, false) - taken.begin())};
}

void Node::expect_virtual_addresses() {
    std::set<net::IpAddress> addresses;
    for (const auto& router : routers_) {
        const InstanceSettings& settings = router->settings();
        if (settings.priority.is_owner()) continue;  // the owner's virtual addresses are its real ones
        for (const net::Prefix& prefix : settings.addresses) addresses.insert(prefix.address);
        for (const net::Prefix& prefix : settings.excluded_addresses) addresses.insert(prefix.address);
    }
    kernel_.expect_virtual(std::move(addresses));
}

// A predecessor's addresses go to the router that wants them, which then resumes; the others are removed. A group
// resumes as a whole: the guard may have ended a part of it.
void Node::adopt_leftovers(Turn& turn) {
    if (leftovers_.addresses.empty() && leftovers_.routing.empty()) return;
    const auto was_served = [&](const std::string& instance) {
        const auto settings = std::ranges::find(settings_.instances, instance, &InstanceSettings::name);
        return settings != settings_.instances.end() && has_some_of(leftovers_, settings->addresses);
    };
    for (const auto& router : routers_) {
        const GroupSettings* group = group_of(router->settings().name);
        if (leftovers_.addresses.empty()) break;
        if (!group || std::ranges::all_of(group->instances, was_served)) router->adopt(leftovers_, kernel_);
    }
    for (const HeldAddress& leftover : std::exchange(leftovers_.addresses, {})) {
        const bool wanted = std::ranges::any_of(routers_, [&](const auto& r) { return r->has_adopted(leftover); });
        if (!wanted) turn.add(RemoveAddress{RouterId{}, leftover});
    }
    for (const net::Routing& leftover : std::exchange(leftovers_.routing, {})) {
        const bool wanted = std::ranges::any_of(routers_, [&](const auto& r) { return r->has_adopted(leftover); });
        if (!wanted) turn.add(RemoveRouting{RouterId{}, leftover});
    }
}

void Node::listen_where_needed(Turn& turn) {
    std::set<Listeners::Key> needed;
    for (const auto& router : routers_) {
        if (const net::Link* link = kernel_.link(router->settings().interface)) {
            needed.insert({link->index, router->settings().family});
        }
    }
    listeners_.need(needed, turn);
}

// A router with a virtual MAC needs its macvlan as it needs its socket.
Listening Node::listening(const InstanceSettings& settings) const {
    const net::Link* link = kernel_.link(settings.interface);
    Listening socket = link ? listeners_.listening({link->index, settings.family}) : std::nullopt;
    if (!socket || !socket->empty()) return socket;
    const auto wanted = virtual_link_of(settings, kernel_);
    if (!wanted || existing(*wanted, kernel_)) return socket;
    const std::string refusal = virtual_links_.refusal(wanted->name);
    return refusal.empty() ? std::nullopt : Listening{refusal};
}

// When all of it was heard.
void Node::look_at_virtual_links(Turn& turn) {
    const bool wanted = std::ranges::any_of(routers_, [](const auto& r) { return r->settings().virtual_mac; });
    const bool there = std::ranges::any_of(kernel_.links(), [](const auto& link) { return link.second.ours; });
    if (wanted || there) virtual_links_.look_again(turn.now);
}

void Node::tidy_virtual_links(Turn& turn) {
    std::vector<MakeVirtualLink> needed;
    for (const auto& router : routers_) {
        if (router->stopped()) continue;
        if (const auto link = virtual_link_of(router->settings(), kernel_)) needed.push_back(*link);
    }
    virtual_links_.tidy(needed, turn);
}

// It concerns one router; the others of its interface need not hear of each macvlan's each change.
void Node::virtual_link_changed(const net::Link& link, Turn& turn) {
    for (const auto& router : routers_) {
        const InstanceSettings& settings = router->settings();
        if (!settings.virtual_mac || router->interface() != link.base) continue;
        if (vrrp::virtual_mac(settings.family, settings.vrid) != link.mac) continue;
        router->kernel_changed(listening(settings), turn);
    }
}

void Node::tell_routers(Turn& turn) {
    by_wire_.clear();
    for (const auto& router : routers_) {
        const InstanceSettings& settings = router->settings();
        const net::Link* link = kernel_.link(settings.interface);
        router->kernel_changed(listening(settings), turn);
        if (!link) continue;
        Router*& receiver = by_wire_[{link->index, settings.family, settings.vrid}];
        if (!receiver || receiver->stopping()) receiver = router.get();
    }
}

// A reload is a diff: unchanged instances are not touched, changed ones keep their state, what is gone resigns.
void Node::on(const Reconfigured& event, Turn& turn) {
    settings_ = event.settings;
    tracker_.configure(settings_);
    if (started_) look_at_interfaces(turn);
    const auto wanted_for = [&](const Router& router) {
        return std::ranges::find_if(settings_.instances, [&](const auto& wanted) { return router.can_become(wanted); });
    };
    for (const auto& router : routers_) {
        const auto wanted = wanted_for(*router);
        if (wanted == settings_.instances.end()) {
            const bool replaced = std::ranges::find(settings_.instances, router->settings().name,
                                                    &InstanceSettings::name) != settings_.instances.end();
            replaced ? router->discard(turn) : router->stop(turn);  // a successor may want the same addresses at once
        } else if (router->settings() != *wanted) {
            router->reconfigure(*wanted, assessment_of(*wanted), turn);
        }
    }
    for (const InstanceSettings& wanted : settings_.instances) {
        const bool runs = std::ranges::any_of(routers_, [&](const auto& router) { return router->can_become(wanted); });
        if (!runs) add(wanted, turn);
    }
    std::ranges::stable_sort(routers_, {}, [&](const auto& router) { return wanted_for(*router); });
    assess_routers(turn);
    arrange_groups(turn);
    expect_virtual_addresses();
    look_at_virtual_links(turn);
    listen_where_needed(turn);
    tell_routers(turn);
}

}  // namespace holdfast::engine
