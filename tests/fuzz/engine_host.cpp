#include "tests/fuzz/engine_host.hpp"

#include <algorithm>

#include "tests/fuzz/adverts.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace engine;

constexpr int rounds_a_turn = 8;
constexpr int most_rounds_at_once = 64;
constexpr net::Duration shortest_answer_gap = 10ms;

bool contains(const std::vector<HeldAddress>& all, const HeldAddress& one) {
    return std::ranges::find(all, one) != all.end();
}

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

EngineHost::EngineHost(Settings settings, Kernel kernel)
    : settings_{std::move(settings)},
      senders_{settings_.instances},
      kernel_{std::move(kernel)},
      node_{settings_, now_} {}

void EngineHost::boot(std::vector<HeldAddress> leftovers, net::Duration good_for) {
    leftovers_good_until_ = now_ + good_for;
    for (const HeldAddress& address : leftovers) kernel_.leave_behind(address);
    kernel_.take_reports();
    guarded_[RouterId{9999}] = leftovers;  // by its predecessor
    if (!leftovers.empty()) feed(LeftoversFound{leftovers, leftovers_good_until_});
    booted_ = true;
    overrun();
}

void EngineHost::hear(const DatagramReceived& datagram) {
    kernel_.receive_frames(datagram.interface);
    feed(datagram);
    check();
}

void EngineHost::order(const Event& event) {
    for (const Event& report : kernel_.take_reports()) feed(report);
    if (const auto* changed = std::get_if<Reconfigured>(&event)) {
        settings_ = changed->settings;
        senders_.insert(senders_.end(), settings_.instances.begin(), settings_.instances.end());
        rhythms_.clear();
    }
    stopping_ = stopping_ || std::holds_alternative<StopRequested>(event);
    feed(event);
    check();
}

void EngineHost::turn() {
    for (const Event& report : kernel_.take_reports()) feed(report);
    deadlines();
    check();
}

void EngineHost::deadlines() {
    for (int round = 0; round < rounds_a_turn; ++round) {
        const auto due = node_.deadline();
        if (!due || *due > now_) return;
        feed(DeadlineReached{});
    }
}

void EngineHost::sleep_until_due() {
    const auto due = node_.deadline();
    if (!due) return turn();
    now_ = std::max(now_, *due);
    for (int round = 0; round < most_rounds_at_once; ++round) {
        turn();
        const auto next = node_.deadline();
        if (!next || *next > now_) return;
    }
    ensure(false, "a deadline does not stay in the past");
}

void EngineHost::overrun() {
    kernel_.take_reports();
    feed(kernel_.picture());
    check();
}

void EngineHost::feed(const Event& event) {
    const std::vector<Effect> effects = node_.handle(event, now_);
    for (const Event& result : perform(effects)) feed(result);
}

std::vector<Event> EngineHost::perform(const std::vector<Effect>& effects) {
    std::vector<Event> results;
    bool spoke = false;
    std::map<std::pair<RouterId, net::IpAddress>, int> adverts;
    for (const Effect& effect : effects) {
        if (const auto* advert = std::get_if<Transmit>(&effect)) {
            ensure(++adverts[{advert->router, advert->destination}] <= 2, "a turn is not a storm");
            transmit(*advert, results);
        }
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
        return sender.vrid == header->vrid && vrrp::decode(datagram, peer_of(sender, order)).has_value();
    });
    ensure(accepted, "a peer of the same settings accepts what is sent");
    if (order.message[2] != 0) check_pace(order);
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
    const std::vector<HeldAddress> before = std::exchange(guarded_[order.router], order.addresses);
    for (const HeldAddress& address : before) {
        ensure(is_guarded(address) || !contains(kernel_.engines(), address), "an address is guarded until it is gone");
    }
}

bool EngineHost::is_guarded(const HeldAddress& address) const {
    return std::ranges::any_of(guarded_, [&](const auto& promise) { return contains(promise.second, address); });
}

void EngineHost::change(const Effect& effect, std::vector<Event>& results) {
    if (const auto* order = std::get_if<RemoveAddress>(&effect)) {
        if (!kernel_.take(order->address)) {
            results.emplace_back(AddressVanished{{.index = order->address.interface, .prefix = order->address.prefix}});
        }
    }
    if (const auto* order = std::get_if<RefreshAddress>(&effect)) kernel_.refresh(order->address);
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

void EngineHost::check() {
    if (!booted_) return;
    status_ = node_.status(now_);
    check_held();
    forget_rhythms();
    for (const InstanceStatus& instance : status_.instances) {
        ensure(instance.settings.addresses.size() + instance.settings.excluded_addresses.size() ==
                   instance.addresses.size(),
               "each configured address is shown");
        ensure(!instance.reason.empty(), "a state has a reason");
    }
}

// An address of ours is somebody's who is master; or resigned, and serves one interval more.
void EngineHost::check_held() {
    std::vector<HeldAddress> known;
    for (const InstanceStatus& instance : status_.instances) {
        known.insert(known.end(), instance.held.begin(), instance.held.end());
        const std::string& name = instance.settings.name;
        const bool fine = instance.held.empty() || instance.state == InstanceState::master;
        if (fine) {
            held_without_reign_.erase(name);
            continue;
        }
        const net::Instant since = held_without_reign_.try_emplace(name, now_).first->second;
        const auto due = node_.deadline();
        const bool is_served = !due || *due > now_;  // nothing that should have happened waits
        const net::Instant end =
            std::max(since + net::Duration{instance.settings.advert_interval}, leftovers_good_until_);
        ensure(!is_served || now_ <= end, "nobody holds addresses without being master");
    }
    for (const HeldAddress& address : kernel_.engines()) {
        ensure(contains(known, address), "no address of ours is forgotten in the kernel");
    }
}

void EngineHost::forget_rhythms() {
    for (const InstanceStatus& instance : status_.instances) {
        if (instance.state == InstanceState::master) continue;
        std::erase_if(rhythms_, [&](const auto& entry) {
            return entry.second.vrid == std::to_underlying(instance.settings.vrid) &&
                   entry.second.family == instance.settings.family;
        });
    }
}

bool EngineHost::all_serve() const {
    return std::ranges::all_of(status_.instances, [](const InstanceStatus& instance) {
        return instance.state == InstanceState::master &&
               std::ranges::all_of(instance.addresses, &AddressStatus::present);
    });
}

bool EngineHost::run(net::Duration at_most, bool (EngineHost::*until)() const) {
    const net::Instant end = now_ + at_most;
    while (!(this->*until)()) {
        const auto due = node_.deadline();
        if (now_ > end || !due) return (this->*until)();
        sleep_until_due();
        turn();  // what the kernel reports of it
    }
    return true;
}

void EngineHost::heal() {
    if (stopping_) return;
    refusals = deafness = 0;
    mute = false;
    for (const char* name : {"eth0", "eth1"}) {
        kernel_.plug(name);
        const net::InterfaceIndex index = kernel_.find(name)->index;
        kernel_.carrier(index, true);
        const bool first = std::string{name} == "eth0";
        kernel_.give({index, prefix(first ? "192.0.2.11/24" : "198.51.100.11/24")});
        kernel_.give({index, prefix(first ? "fe80::11/64" : "fe80::21/64")});
    }
    overrun();
    for (const InstanceSettings& instance : settings_.instances) order(Readmit{instance.name, "the end"});
    ensure(run(30s, &EngineHost::all_serve), "alone on a LAN that works, every router serves");
}

void EngineHost::stop() {
    order(StopRequested{});
    turn();
    ensure(run(5s, &EngineHost::has_stopped), "who is asked to stop stops");
    ensure(kernel_.engines().empty(), "and leaves no address behind");
    ensure(!kernel_.has_our_links(), "and no macvlan");
}

}  // namespace holdfast::fuzz
