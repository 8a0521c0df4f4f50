#include "daemon/app/host.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

#include "daemon/engine/advert_frame.hpp"
#include "daemon/io/clock.hpp"

namespace holdfast::app {
namespace {

// The effects of one kind, in their order.
template <class Kind>
std::vector<Kind> take(std::vector<engine::Effect>& effects) {
    std::vector<Kind> taken;
    for (engine::Effect& effect : effects) {
        if (Kind* one = std::get_if<Kind>(&effect)) taken.push_back(std::move(*one));
    }
    return taken;
}

// As when the kernel's table of neighbours has no room for the group: IPv6 says EINVAL then.
bool lacks_neighbour(const io::Error& error, net::Family family) {
    return error.code == ENOBUFS || (family == net::Family::ipv6 && error.code == EINVAL);
}

}  // namespace

std::vector<engine::Event> Host::perform(std::vector<engine::Effect> effects) {
    std::vector<engine::Event> results;
    std::vector<engine::Transmit> adverts = take<engine::Transmit>(effects);
    const bool advertised = !adverts.empty();
    send_adverts(std::move(adverts), results);
    const net::Instant adverts_sent = io::now();

    if (!refusing_.empty()) look_after_refusals();
    remove_routing(effects);  // before the guard forgets it
    guard_.pledge(take<engine::Pledge>(effects));
    change_addresses(effects, results);
    add_routing(effects, results);
    const std::vector<engine::SendFrame> frames = take<engine::SendFrame>(effects);
    send_frames(frames);
    if (advertised || !frames.empty()) results.push_back(engine::TurnPerformed{adverts_sent, io::now()});

    virtual_links_.remove(take<engine::RemoveVirtualLink>(effects));  // frees the MAC for one of another name
    virtual_links_.make(take<engine::MakeVirtualLink>(effects), results);
    for (const auto& order : take<engine::StopListening>(effects)) sockets_.close(order);
    for (const auto& order : take<engine::Listen>(effects)) listen(order, results);
    for (const auto& order : take<engine::CountReception>(effects)) count_reception(order, results);
    for (const auto& proclaim : take<engine::Proclaim>(effects)) proclaim_(proclaim);
    for (net::Note& note : take<net::Note>(effects)) sink_(std::move(note));
    return results;
}

void Host::send_adverts(std::vector<engine::Transmit> adverts, std::vector<engine::Event>& results) {
    if (adverts.empty()) return;
    const net::Instant before = io::now();
    const auto framed = std::ranges::stable_partition(adverts, [](const auto& advert) { return !advert.virtual_mac; });
    const std::size_t plain = adverts.size() - framed.size();
    Failures failures = sockets_.send(std::span{adverts}.first(plain));
    std::erase_if(failures, [&](const auto& failure) {
        const engine::Transmit& advert = adverts[failure.first];
        return lacks_neighbour(failure.second, advert.source.family()) && leaves_framed(advert);
    });
    for (auto& [place, error] : send_framed(std::span{adverts}.subspan(plain))) {
        failures.emplace_back(plain + place, std::move(error));
    }
    std::vector<bool> failed(adverts.size());
    for (const auto& [place, error] : failures) {
        failed[place] = true;
        results.push_back(engine::TransmitFailed{adverts[place].router, error.text()});
    }
    for (std::size_t i = 0; i < adverts.size(); ++i) {
        if (!failed[i]) guard_.advert_sent(adverts[i].router, before);
    }
    sent_.remember(std::move(adverts));
}

std::vector<guard::Repeat> Host::last_adverts() const {
    std::vector<guard::Repeat> all;
    for (const engine::Transmit& advert : sent_.all()) {
        const bool framed = advert.virtual_mac.has_value();
        all.push_back({.slot = std::to_underlying(advert.router),
                       .interface = advert.interface,
                       .source = advert.source,
                       .destination = advert.destination,
                       .framed = framed,
                       .bytes = framed ? engine::advert_frame(advert, *advert.virtual_mac) : advert.message});
    }
    return all;
}

void Host::prolong(const engine::Status& status, std::chrono::seconds time) {
    std::vector<io::AddressChange> changes;
    for (const engine::InstanceStatus& instance : status.instances) {
        if (instance.lease.count() == 0) continue;
        for (const engine::HeldAddress& held : instance.held) {
            changes.push_back({io::AddressChange::Kind::refresh, held.interface, held.prefix, time + instance.lease,
                               virtual_links_.made(held.interface)});
        }
    }
    std::ignore = netlink_.apply(changes);
}

Host::Failures Host::send_framed(std::span<const engine::Transmit> adverts) {
    std::vector<net::Bytes> bytes;
    for (const engine::Transmit& advert : adverts) bytes.push_back(engine::advert_frame(advert, *advert.virtual_mac));
    std::vector<io::OutgoingFrame> frames;
    frames.reserve(adverts.size());
    for (std::size_t i = 0; i < adverts.size(); ++i) frames.push_back({adverts[i].interface, bytes[i]});
    Failures failures;
    if (frames.empty()) return failures;
    const auto results = frames_.send(frames);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i]) failures.emplace_back(i, *results[i]);
    }
    return failures;
}

// A frame needs no neighbour (K16). Where there is no room for packets, as in a full queue, there is none for it,
// either.
bool Host::leaves_framed(engine::Transmit advert) {
    if (!advert.destination.is_multicast()) return false;
    const io::Result<net::Link> link = netlink_.link(advert.interface);
    if (!link || link->mac == net::MacAddress{}) return false;  // no Ethernet
    advert.virtual_mac = link->mac;
    return send_framed({&advert, 1}).empty();
}

void Host::change_addresses(const std::vector<engine::Effect>& effects, std::vector<engine::Event>& results) {
    using Kind = io::AddressChange::Kind;
    std::vector<io::AddressChange> changes;
    std::vector<engine::RouterId> routers;
    std::set<io::NoAccept::Place> refusing = refusing_;  // afterwards
    const auto plan = [&](Kind kind, const auto& order, std::chrono::seconds lease, const engine::Manner& manner) {
        const auto& [interface, prefix] = order.address;
        changes.push_back({kind, interface, prefix, lease, virtual_links_.made(interface), manner.label, manner.scope});
        virtual_links_.changing(changes.back());
        routers.push_back(order.router);
        const io::NoAccept::Place place{interface, prefix.address};
        manner.accept ? void(refusing.erase(place)) : void(refusing.insert(place));
    };
    for (const engine::Effect& effect : effects) {  // in their order: of an addition and a removal, the last one holds
        if (const auto* e = std::get_if<engine::RemoveAddress>(&effect)) plan(Kind::remove, *e, {}, {});
        if (const auto* e = std::get_if<engine::AddAddress>(&effect)) plan(Kind::add, *e, e->lease, e->manner);
        if (const auto* e = std::get_if<engine::RefreshAddress>(&effect)) plan(Kind::refresh, *e, e->lease, e->manner);
    }
    if (changes.empty()) return;
    refusing_.insert(refusing.begin(), refusing.end());
    refuse_packets();  // not one of them may arrive before

    for (const io::ChangeFailure& failure : netlink_.apply(changes)) {
        const io::AddressChange& change = changes[failure.index];
        if (change.kind != Kind::remove && failure.code == ENODEV) continue;  // as LinkVanished will tell
        if (change.kind == Kind::add) {
            refusing.erase({change.interface, change.prefix.address});  // it is not ours
            results.push_back(engine::AddressRefused{
                routers[failure.index], {change.interface, change.prefix}, failure.code == EEXIST, failure.text});
        } else if (failure.code == EADDRNOTAVAIL || failure.code == ENODEV) {
            results.push_back(engine::AddressVanished{{.index = change.interface, .prefix = change.prefix}});
        } else {
            const char* doing = change.kind == Kind::remove ? "address_not_removed" : "address_not_refreshed";
            sink_({net::Level::warning, doing, "", {{"address", to_string(change.prefix)}, {"error", failure.text}}});
        }
    }
    refusing_ = std::move(refusing);
    refuse_packets();
}

void Host::refuse_packets() {
    const io::Result<void> done = no_accept_.impose(refusing_);
    if (std::exchange(said_open_, !done) || done) return;
    sink_({net::Level::warning, "packets_not_refused", "", {{"error", done.error().text()}}});
}

// `nft flush ruleset`, as a reload of the host's firewall begins, takes what is ours along.
void Host::look_after_refusals() {
    if (no_accept_.look(io::now())) refuse_packets();
}

void Host::remove_routing(const std::vector<engine::Effect>& effects) {
    std::vector<io::RoutingChange> changes;
    for (const engine::Effect& effect : effects) {
        const auto* order = std::get_if<engine::RemoveRouting>(&effect);
        if (order != nullptr) changes.push_back({io::RoutingChange::Kind::remove, order->entry});
    }
    if (changes.empty()) return;
    for (const io::ChangeFailure& failure : netlink_.apply(changes)) {
        if (failure.code == ESRCH || failure.code == ENOENT || failure.code == ENODEV) continue;  // it has gone
        sink_({net::Level::warning,
               "routing_not_removed",
               "",
               {{"entry", to_string(changes[failure.index].entry)}, {"error", failure.text}}});
    }
}

void Host::add_routing(const std::vector<engine::Effect>& effects, std::vector<engine::Event>& results) {
    std::vector<engine::AddRouting> orders;
    for (const engine::Effect& effect : effects) {  // in their order, as with addresses
        if (const auto* add = std::get_if<engine::AddRouting>(&effect)) orders.push_back(*add);
        if (const auto* remove = std::get_if<engine::RemoveRouting>(&effect)) {
            std::erase_if(orders, [&](const auto& order) { return order.entry == remove->entry; });
        }
    }
    if (orders.empty()) return;
    using Outcome = engine::RoutingAnswered::Outcome;
    std::vector<io::RoutingChange> changes;
    std::vector<engine::RoutingAnswered> answers;
    for (const engine::AddRouting& order : orders) {
        changes.push_back({io::RoutingChange::Kind::add, order.entry});
        answers.push_back({order.router, order.entry, Outcome::added, {}});
    }
    for (const io::ChangeFailure& failure : netlink_.apply(changes)) {
        engine::RoutingAnswered& answer = answers[failure.index];
        answer.outcome = failure.code == EEXIST ? Outcome::there : Outcome::refused;
        answer.error = failure.text;
    }
    std::ranges::move(answers, std::back_inserter(results));
}

void Host::give_back_unused() {
    virtual_links_.give_back_unused();
    if (!no_accept_.begun()) std::ignore = io::NoAccept::sweep();
}

void Host::send_frames(const std::vector<engine::SendFrame>& frames) {
    std::vector<io::OutgoingFrame> outgoing;
    outgoing.reserve(frames.size());
    for (const engine::SendFrame& frame : frames) outgoing.push_back({frame.interface, frame.frame});
    if (outgoing.empty()) return;
    const auto results = frames_.send(outgoing);
    const auto failed = std::ranges::find_if(results, [](const auto& result) { return result.has_value(); });
    if (failed == results.end()) return;
    const auto count = std::ranges::count_if(results, [](const auto& result) { return result.has_value(); });
    sink_({net::Level::warning,
           "announcement_failed",
           "",
           {{"count", std::to_string(count)}, {"error", (*failed)->text()}}});
}

void Host::listen(const engine::Listen& order, std::vector<engine::Event>& results) {
    if (const io::Result<void> opened = sockets_.open(order, netlink_); !opened) {
        results.push_back(engine::ListenFailed{order.interface, order.family, opened.error().text()});
    } else {
        results.push_back(engine::ListenSucceeded{order.interface, order.family});
    }
}

void Host::count_reception(const engine::CountReception& order, std::vector<engine::Event>& results) {
    if (const io::Result<net::Link> link = netlink_.link(order.interface))
        results.push_back(engine::LinkChanged{*link});
}

io::Result<engine::KernelState> Host::kernel_state() {
    io::Result<io::KernelPicture> picture = netlink_.dump();
    if (!picture) return std::unexpected{picture.error()};
    return engine::KernelState{std::move(picture->links), std::move(picture->addresses)};
}

}  // namespace holdfast::app
