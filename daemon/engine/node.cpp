#include "daemon/engine/node.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace holdfast::engine {

Node::Node(Settings settings, net::Instant now, vrrp::SignWith sign_with)
    : settings_{std::move(settings)}, made_at_{now}, sign_with_{std::move(sign_with)} {
    std::vector<Effect> none;
    Turn turn = turn_at(now, none);
    tracker_.configure(settings_);
    for (const InstanceSettings& instance : settings_.instances) add(instance, turn);
    arrange_groups(turn);
    expect_virtual_addresses();
}

std::vector<Effect> Node::handle(const Event& event, net::Instant now) {
    std::vector<Effect> effects;
    Turn turn = turn_at(now, effects);
    std::visit([&](const auto& e) { on(e, turn); }, event);
    settle_groups(turn);
    if (std::holds_alternative<DeadlineReached>(event)) {
        for (const auto& router : routers_) router->remove_strays(turn);
    }
    return effects;
}

Turn Node::turn_at(net::Instant now, std::vector<Effect>& effects) const {
    return {.kernel = kernel_,
            .now = now,
            .effects = effects,
            .quiet_until = made_at_ + settings_.start_delay,
            .utc = vrrp::UtcTime{now.time_since_epoch() + utc_ahead_},
            .sign_with = &sign_with_};
}

std::optional<net::Instant> Node::deadline() const {
    std::optional<net::Instant> first = net::earlier(listeners_.deadline(), virtual_links_.deadline());
    first = net::earlier(first, tracker_.deadline());
    for (const Group& group : groups_) first = net::earlier(first, group.deadline());
    for (const auto& router : routers_) first = net::earlier(first, router->deadline());
    return first;
}

void Node::on(const DatagramReceived& event, Turn& turn) {
    if (!event.datagram) return drop(event.interface, event.family, event.datagram.error());
    const auto header = vrrp::read_header(*event.datagram);
    if (!header) return drop(event.interface, event.family, header.error());
    const auto router = by_wire_.find({event.interface, event.family, header->vrid});
    if (router == by_wire_.end()) return drop(event.interface, event.family, vrrp::DropReason::vrid);
    router->second->hear(*event.datagram, turn);
}

void Node::on(const ReceptionLost& event, Turn& turn) {
    const auto concerned = [&](const auto& r) {
        return r->interface() == event.interface && r->settings().family == event.family;
    };
    for (const auto& router : routers_ | std::views::filter(concerned)) router->reception_lost(turn);
    if (!notes_.allow("reception_lost", turn.now)) return;
    const auto link = kernel_.links().find(event.interface);
    turn.add(net::Note{net::Level::warning,
                       "reception_lost",
                       "",
                       {{"interface", link == kernel_.links().end() ? "" : link->second.name},
                        {"family", event.family == net::Family::ipv4 ? "ipv4" : "ipv6"},
                        {"datagrams", std::to_string(event.datagrams)}}});
}

void Node::on(const KernelState& event, Turn& turn) {
    kernel_.replace(event);
    started_ = true;
    look_at_interfaces(turn);
    look_at_virtual_links(turn);
    adopt_leftovers(turn);
    listen_where_needed(turn);
    tell_routers(turn);
    for (const auto& router : routers_) router->look_for_lost_addresses(turn);
}

void Node::on(const LinkChanged& event, Turn& turn) {
    kernel_.apply(event);
    look_at_interfaces(turn);
    look_at_virtual_links(turn);
    if (event.link.ours) return virtual_link_changed(event.link, turn);
    listen_where_needed(turn);
    tell_routers(turn);
    for (const auto& router : routers_) {
        if (router->interface() == event.link.index) router->reception_counted();
    }
}

void Node::on(const LinkVanished& event, Turn& turn) {
    kernel_.apply(event);
    look_at_interfaces(turn);
    look_at_virtual_links(turn);
    listen_where_needed(turn);
    tell_routers(turn);
}

void Node::on(const AddressAppeared& event, Turn& turn) {
    kernel_.apply(event);
    if (!kernel_.is_virtual(event.address.prefix.address)) return tell_routers(turn);
    for (const auto& router : routers_) router->address_appeared({event.address.index, event.address.prefix}, turn);
}

void Node::on(const AddressVanished& event, Turn& turn) {
    kernel_.apply(event);
    look_at_virtual_links(turn);  // it may have been a stopping router's last
    for (const auto& router : routers_) router->address_vanished({event.address.index, event.address.prefix}, turn);
    if (!kernel_.is_virtual(event.address.prefix.address)) tell_routers(turn);
}

void Node::on(const LeftoversFound& event, Turn&) {
    leftovers_ = event;
}

void Node::on(const DeadlineReached&, Turn& turn) {
    listeners_.retry(turn);
    look_at_interfaces(turn);
    for (const auto& router : routers_) router->deadline_reached(turn);
    const std::size_t gone = std::erase_if(routers_, [&](const auto& router) {
        if (router->stopped()) std::erase_if(by_wire_, [&](const auto& entry) { return entry.second == router.get(); });
        return router->stopped();
    });
    if (gone > 0) look_at_virtual_links(turn);  // theirs are not needed any more
    if (virtual_links_.due(turn.now)) tidy_virtual_links(turn);
}

void Node::on(const StopRequested&, Turn& turn) {
    for (const auto& router : routers_) router->stop(turn);
    for (Group& group : std::exchange(groups_, {})) group.end(turn);
    look_at_virtual_links(turn);
}

void Node::on(const ClockSet& event, Turn& turn) {
    utc_ahead_ = event.utc.time_since_epoch() - turn.now.time_since_epoch();
}

void Node::on(const TransmitFailed& event, Turn& turn) {
    if (Router* router = find(event.router)) router->transmit_failed(event.error, turn);
}

void Node::on(const TurnPerformed& event, Turn& turn) {
    for (const auto& router : routers_) router->turn_performed(event, turn);
}

void Node::on(const AddressRefused& event, Turn& turn) {
    if (Router* router = find(event.router)) router->address_refused(event, turn);
}

void Node::on(const RoutingAnswered& event, Turn& turn) {
    if (Router* router = find(event.router)) router->routing_answered(event, turn);
}

void Node::on(const ListenSucceeded& event, Turn& turn) {
    listeners_.succeeded(event);
    tell_routers(turn);
}

void Node::on(const ListenFailed& event, Turn& turn) {
    listeners_.failed(event, turn.now);
    tell_routers(turn);
}

bool Node::stopped() const {
    return virtual_links_.settled() &&
           std::ranges::all_of(routers_, [](const auto& router) { return router->stopped(); });
}

void Node::drop(net::InterfaceIndex interface, net::Family family, vrrp::DropReason reason) {
    for (const auto& router : routers_) {
        if (router->interface() != interface) continue;
        ++dropped_[{router->settings().interface, family}][static_cast<std::size_t>(reason)];
        return;
    }
}

Router* Node::find(RouterId id) const {
    const auto found = std::ranges::find_if(routers_, [&](const auto& router) { return router->id() == id; });
    return found == routers_.end() ? nullptr : found->get();
}

std::optional<InstanceStatus> Node::status_of(const std::string& instance) const {
    for (const auto& router : routers_) {
        if (router->settings().name == instance && !router->stopping()) return router->status(kernel_);
    }
    return std::nullopt;
}

Status Node::status(net::Instant now) const {
    Status status{settings_.node, now, {}, {}, {}};
    for (const auto& router : routers_) status.instances.push_back(router->status(kernel_));
    for (const Group& group : groups_) status.groups.push_back(group.status());
    for (const InstanceSettings& instance : settings_.instances) {
        if (std::ranges::find(status.interfaces, instance.interface, &InterfaceStatus::name) != status.interfaces.end())
            continue;
        const net::Link* link = kernel_.link(instance.interface);
        InterfaceStatus interface{instance.interface, link && link->up, {}};
        for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
            const auto counted = dropped_.find({instance.interface, family});
            interface.dropped[family] = counted == dropped_.end() ? vrrp::DropCounts{} : counted->second;
        }
        status.interfaces.push_back(std::move(interface));
    }
    return status;
}

}  // namespace holdfast::engine
