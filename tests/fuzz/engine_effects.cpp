// What the engine orders, as the daemon and the kernel do it, and what must be true of each order.
#include <algorithm>

#include "tests/fuzz/adverts.hpp"
#include "tests/fuzz/engine_host.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

constexpr net::Duration shortest_answer_gap = 10ms;

net::Duration interval_of(net::ByteView message) {
    if (message[0] >> 4 == 2) return std::chrono::seconds{message[5]};
    return net::Duration{vrrp::Centiseconds{u16_at(message, 4) & 0x0fff}};
}

vrrp::Expectation peer_of(const InstanceSettings& sender, const Transmit& order) {
    vrrp::Expectation peer;
    peer.version = sender.version;
    peer.interval = sender.advert_interval;
    peer.password = sender.password;
    for (const net::Prefix& address : sender.addresses) peer.addresses.push_back(address.address);
    if (sender.unicast_peers.empty()) return peer;
    peer.unicast_peers = {order.source};
    peer.own_addresses = {order.destination};
    return peer;
}

}  // namespace

std::vector<Event> EngineHost::perform(const std::vector<Effect>& effects) {
    std::vector<Event> results;
    bool spoke = false;
    for (const Effect& effect : effects) {
        if (const auto* advert = std::get_if<Transmit>(&effect)) transmit(*advert, results);
        spoke = spoke || effect.index() == 0 || std::holds_alternative<SendFrame>(effect);
    }
    for (const Effect& effect : effects) {
        if (const auto* promise = std::get_if<Pledge>(&effect)) pledge(*promise);
    }
    for (const Effect& effect : effects) change(effect, results);
    if (spoke) results.emplace_back(TurnPerformed{now_, now_});
    for (const Effect& effect : effects) links_and_sockets(effect, results);
    return results;
}

// Of adverts, to each who is told.
void EngineHost::check_number(const std::vector<Effect>& effects, int most) {
    std::map<std::pair<RouterId, net::IpAddress>, int> adverts;
    for (const Effect& effect : effects) {
        const auto* advert = std::get_if<Transmit>(&effect);
        ensure(advert == nullptr || ++adverts[{advert->router, advert->destination}] <= most, "a turn is not a storm");
    }
}

void EngineHost::transmit(const Transmit& order, std::vector<Event>& results) {
    check_advert(order);
    if (mute) results.emplace_back(TransmitFailed{order.router, "Network is down"});
}

// A peer on the LAN would accept it, of one of the instances that have this VRID: a retired one resigns beside the new.
void EngineHost::check_advert(const Transmit& order) {
    const vrrp::Datagram datagram{
        .source = order.source, .destination = order.destination, .hop_limit = 255, .message = order.message};
    const auto header = vrrp::read_header(datagram);
    ensure(header.has_value(), "what is sent is an advertisement");
    const bool accepted = std::ranges::any_of(senders_, [&](const InstanceSettings& sender) {
        return sender.vrid == header->vrid && accepts(sender, order);
    });
    ensure(accepted, "a peer of the same settings accepts what is sent");
    if (order.message[2] != 0) check_pace(order);
}

// With the clock that the sender has, and what it has heard of it before.
bool EngineHost::accepts(const InstanceSettings& sender, const Transmit& order) {
    vrrp::Authenticator& known = ears_[{order.router, order.destination}];
    vrrp::Authenticator ear = known;
    ear.configure(sender.hmac, vrrp::quick_hash);
    const vrrp::Datagram datagram{
        .source = order.source, .destination = order.destination, .hop_limit = 255, .message = order.message};
    const auto heard = vrrp::decode(datagram, peer_of(sender, order), {&ear, utc()});
    if (!heard || heard->authenticated != sender.hmac.has_value()) return false;
    known = std::move(ear);
    return true;
}

// One advert an interval, and answers to others at most four times as often.
void EngineHost::check_pace(const Transmit& order) {
    const net::Duration interval = interval_of(order.message);
    Rhythm& rhythm = rhythms_[order.router];
    if (rhythm.sent == 0 || rhythm.interval != interval) {
        rhythm = {now_, now_, 0, interval, order.message[1], order.source.family()};
    }
    if (order.destination != group(order.source.family())) return;  // one for each peer
    ++rhythm.sent;
    const net::Duration time = now_ - rhythm.first;
    const auto fair = time / interval + time / std::max(shortest_answer_gap, interval / 4);
    ensure(rhythm.sent <= fair + 4, "whatever is heard, adverts keep their pace");
}

// The guard forgets an address only when the kernel has said that it is gone.
void EngineHost::pledge(const Pledge& order) {
    const Pledge before = std::exchange(guarded_[order.router], order);
    for (const HeldAddress& address : before.addresses) {
        ensure(is_guarded(address) || !contains(kernel_.engines(), address), "an address is guarded until it is gone");
    }
}

bool EngineHost::is_guarded(const HeldAddress& address) const {
    return std::ranges::any_of(guarded_,
                               [&](const auto& promise) { return contains(promise.second.addresses, address); });
}

bool EngineHost::is_guarded(const net::Routing& entry) const {
    return std::ranges::any_of(guarded_, [&](const auto& promise) { return contains(promise.second.routing, entry); });
}

void EngineHost::change(const Effect& effect, std::vector<Event>& results) {
    if (const auto* order = std::get_if<RemoveAddress>(&effect)) {
        if (!kernel_.take(order->address)) {
            results.emplace_back(AddressVanished{{.index = order->address.interface, .prefix = order->address.prefix}});
        }
    }
    if (const auto* order = std::get_if<RefreshAddress>(&effect)) kernel_.refresh(order->address);
    change_routing(effect, results);
    const auto* order = std::get_if<AddAddress>(&effect);
    if (order == nullptr) return;
    ensure(is_guarded(order->address), "the guard knows of an address before it is added");
    if (refusals > 0) {
        --refusals;
        results.emplace_back(AddressRefused{order->router, order->address, false, "Cannot allocate memory"});
    } else if (kernel_.add(order->address) == Kernel::Answer::exists) {
        results.emplace_back(AddressRefused{order->router, order->address, true, "File exists"});
    }
}

void EngineHost::change_routing(const Effect& effect, std::vector<Event>& results) {
    using Outcome = RoutingAnswered::Outcome;
    if (const auto* order = std::get_if<RemoveRouting>(&effect)) kernel_.remove(order->entry);
    const auto* order = std::get_if<AddRouting>(&effect);
    if (order == nullptr) return;
    RoutingAnswered answer{order->router, order->entry, Outcome::refused, "Network is unreachable"};
    if (routing_refusals > 0) {
        --routing_refusals;
    } else if (const auto said = kernel_.add(order->entry); said != Kernel::Answer::no_device) {
        answer.outcome = said == Kernel::Answer::done ? Outcome::added : Outcome::there;
    }
    results.emplace_back(std::move(answer));
}

void EngineHost::links_and_sockets(const Effect& effect, std::vector<Event>& results) {
    if (const auto* order = std::get_if<RemoveVirtualLink>(&effect)) kernel_.unplug(order->index);
    if (const auto* order = std::get_if<MakeVirtualLink>(&effect)) {
        if (!kernel_.make(*order)) results.emplace_back(VirtualLinkRefused{order->name, "File exists"});
    }
    if (const auto* order = std::get_if<Listen>(&effect)) {
        if (deafness > 0) {
            --deafness;
            results.emplace_back(ListenFailed{order->interface, order->family, "Too many open files"});
        } else {
            results.emplace_back(ListenSucceeded{order->interface, order->family});
        }
    }
    if (const auto* order = std::get_if<CountReception>(&effect)) {
        if (const net::Link* link = kernel_.find(order->interface)) results.emplace_back(LinkChanged{*link});
    }
}

}  // namespace holdfast::fuzz
