// What the engine's tests share: names for addresses, settings of a router, and the smallest host around a Node.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "daemon/engine/node.hpp"
#include "daemon/net/ensure.hpp"
#include "tests/unit/vrrp/quick_hash.hpp"

namespace holdfast::engine {

using namespace std::chrono_literals;

inline constexpr net::InterfaceIndex eth0{2};
inline constexpr net::Instant start{std::chrono::hours{1}};
inline constexpr net::MacAddress our_mac{{2, 0, 0, 0, 0, 1}};

inline net::IpAddress ip(const std::string& text) {
    return *net::IpAddress::parse(text);
}
inline net::Prefix prefix(const std::string& text) {
    return *net::Prefix::parse(text);
}
inline HeldAddress held(const std::string& text) {
    return {eth0, prefix(text)};
}
inline net::LinkAddress on_eth0(const std::string& text) {
    return {.index = eth0, .prefix = prefix(text)};
}
inline net::Link link_up(std::uint64_t frames = 0) {
    return {.index = eth0, .name = "eth0", .up = true, .mac = our_mac, .frames_received = frames};
}
inline net::Link virtual_link(int index, const MakeVirtualLink& made) {
    return {.index = net::InterfaceIndex{index},
            .name = made.name,
            .up = true,
            .mac = made.mac,
            .ours = true,
            .base = made.base};
}
inline vrrp::Priority priority(int value) {
    return vrrp::Priority{static_cast<std::uint8_t>(value)};
}

inline const net::IpAddress us = ip("192.0.2.11");
inline const net::IpAddress peer = ip("192.0.2.12");
inline const net::IpAddress stranger = ip("192.0.2.99");

inline InstanceSettings web(int value = 100) {
    InstanceSettings settings;
    settings.name = "web";
    settings.interface = "eth0";
    settings.vrid = vrrp::Vrid{51};
    settings.priority = priority(value);
    settings.addresses = {prefix("192.0.2.1/24")};
    return settings;
}
inline InstanceSettings web6(int value = 100) {
    InstanceSettings settings = web(value);
    settings.family = net::Family::ipv6;
    settings.addresses = {prefix("fe80::1/64"), prefix("2001:db8::1/64")};
    return settings;
}
inline InstanceSettings web2(int value = 100) {
    InstanceSettings settings = web(value);
    settings.version = vrrp::Version::v2;
    return settings;
}

template <class Kind>
std::vector<Kind> only(const std::vector<Effect>& effects) {
    std::vector<Kind> found;
    for (const Effect& effect : effects) {
        if (const Kind* one = std::get_if<Kind>(&effect)) found.push_back(*one);
    }
    return found;
}

// A place for the parts that need a turn, with a kernel that has eth0.
struct Desk {
    KernelView kernel;
    std::vector<Effect> effects;
    net::Instant now = start;

    Desk() {
        kernel.expect_virtual({ip("192.0.2.1"), ip("192.0.2.2")});
        kernel.replace({{link_up()}, {on_eth0("192.0.2.11/24")}});
    }
    Turn turn() { return {kernel, now, effects}; }
    void has(const std::string& address) { kernel.apply(AddressAppeared{on_eth0(address)}); }
    void lost(const std::string& address) { kernel.apply(AddressVanished{on_eth0(address)}); }
    template <class Kind>
    std::vector<Kind> taken() {
        return only<Kind>(std::exchange(effects, {}));
    }
};

// What a test's peer says.
struct Heard {
    net::IpAddress source = peer;
    int value = 200;
    vrrp::Centiseconds interval{100};
    std::vector<net::IpAddress> addresses{ip("192.0.2.1")};
    vrrp::Version version = vrrp::Version::v3;
    vrrp::ChecksumForm form = vrrp::ChecksumForm::pseudo_header;
    vrrp::Vrid vrid{51};
    std::uint8_t hop_limit = 255;
};

// Performs what the Node orders, at once and without fail unless told otherwise, and keeps every effect.
class Shell {
public:
    explicit Shell(Settings settings) : node_{std::move(settings), start, vrrp::quick_hash} {}
    explicit Shell(std::vector<InstanceSettings> instances) : Shell{Settings{"lb1", std::move(instances)}} {}
    explicit Shell(InstanceSettings instance) : Shell{std::vector{std::move(instance)}} {}

    Shell& boots(std::vector<net::LinkAddress> own = {on_eth0("192.0.2.11/24"), on_eth0("fe80::11/64")}) {
        return happens(KernelState{{link_up(frames_)}, std::move(own)});
    }
    Shell& happens(const Event& event) {
        ++events_;
        const std::vector<Effect> effects = node_.handle(event, now_);
        effects_.insert(effects_.end(), effects.begin(), effects.end());
        for (const Event& result : results(effects)) happens(result);
        return *this;
    }
    Shell& hears(const Heard& heard = {}) {
        vrrp::Advertisement advert{heard.version, heard.vrid, priority(heard.value), heard.interval, heard.addresses};
        const net::IpAddress group = vrrp::multicast_group(heard.source.family());
        const vrrp::Sending sending{
            .source = heard.source, .destination = group, .checksum_form = heard.form, .password = {}};
        return hears_bytes(heard.source, encode(advert, sending), heard.hop_limit);
    }
    Shell& hears_bytes(const net::IpAddress& source, const net::Bytes& message, std::uint8_t hop_limit = 255) {
        const vrrp::Datagram datagram{.source = source,
                                      .destination = vrrp::multicast_group(source.family()),
                                      .hop_limit = hop_limit,
                                      .message = message};
        return happens(DatagramReceived{eth0, source.family(), datagram});
    }
    // Time passes, and each deadline on the way is kept.
    Shell& after(net::Duration time) {
        const net::Instant end = now_ + time;
        int turns = 0;
        for (auto due = node_.deadline(); due && *due <= end; due = node_.deadline()) {
            net::ensure(++turns < 100'000, "a deadline that is never met");
            now_ = std::max(now_, *due);
            happens(DeadlineReached{});
        }
        now_ = end;
        return *this;
    }
    // Time passes, and nobody keeps the deadlines.
    Shell& oversleeps(net::Duration time) {
        now_ += time;
        return *this;
    }
    Shell& becomes_master() { return boots().after(4s).forget(); }
    Shell& reloads(std::vector<InstanceSettings> instances) {
        return happens(Reconfigured{{"lb1", std::move(instances)}});
    }
    Shell& reports(const std::string& check, Health health, const std::string& reason = "") {
        return happens(CheckReported{.check = check, .health = health, .reason = reason});
    }
    Shell& forget() {
        effects_.clear();
        return *this;
    }

    template <class Kind>
    std::vector<Kind> all() const {
        return only<Kind>(effects_);
    }
    const std::vector<Effect>& effects() const { return effects_; }
    std::size_t events() const { return events_; }
    std::vector<std::string> notes() const {
        std::vector<std::string> texts;
        for (const net::Note& note : all<net::Note>()) texts.push_back(to_string(note));
        return texts;
    }
    InstanceStatus instance(std::size_t number = 0) const { return node_.status(now_).instances.at(number); }
    GroupStatus group() const { return node_.status(now_).groups.at(0); }
    // "web master", "group gw backup": in their order.
    std::vector<std::string> proclaimed() const {
        std::vector<std::string> said;
        for (const Proclaim& one : all<Proclaim>()) {
            said.push_back((one.subject == Subject::group ? "group " : "") + one.name + " " +
                           std::string{label(one.standing)});
        }
        return said;
    }
    Counters counters() const { return instance().counters; }
    std::uint64_t dropped(vrrp::DropReason reason) const {
        return counters().dropped.at(static_cast<std::size_t>(reason));
    }
    std::uint64_t dropped_on_interface(vrrp::DropReason reason, net::Family family = net::Family::ipv4) const {
        return node_.status(now_).interfaces.at(0).dropped.at(family).at(static_cast<std::size_t>(reason));
    }
    const Node& node() const { return node_; }
    net::Instant now() const { return now_; }

    bool frames_arrive = true;    // between any two counts
    std::string listening_fails;  // why
    std::string adding_fails;     // why
    bool already_there = false;   // is why
    bool removing_hangs = false;
    bool transmitting_fails = false;
    net::Duration sending_takes{};
    std::string making_fails;  // of macvlans: why

private:
    std::vector<Event> results(const std::vector<Effect>& effects) {
        std::vector<Event> results;
        bool sent = false;
        for (const Effect& effect : effects) {
            std::visit([&](const auto& order) { answer(order, results); }, effect);
            sent = sent || std::holds_alternative<Transmit>(effect) || std::holds_alternative<SendFrame>(effect);
        }
        if (sent) results.push_back(TurnPerformed{now_ + sending_takes, now_ + sending_takes});
        return results;
    }
    void answer(const Transmit& order, std::vector<Event>& results) {
        if (transmitting_fails) results.push_back(TransmitFailed{order.router, "No buffer space available"});
    }
    void answer(const AddAddress& order, std::vector<Event>& results) {
        if (!adding_fails.empty()) {
            results.push_back(AddressRefused{order.router, order.address, already_there, adding_fails});
        } else {
            results.push_back(AddressAppeared{{.index = order.address.interface, .prefix = order.address.prefix}});
        }
    }
    void answer(const RemoveAddress& order, std::vector<Event>& results) {
        if (removing_hangs) return;
        results.push_back(AddressVanished{{.index = order.address.interface, .prefix = order.address.prefix}});
    }
    void answer(const Listen& order, std::vector<Event>& results) {
        if (listening_fails.empty()) {
            results.push_back(ListenSucceeded{order.interface, order.family});
        } else {
            results.push_back(ListenFailed{order.interface, order.family, listening_fails});
        }
    }
    void answer(const MakeVirtualLink& order, std::vector<Event>& results) {
        if (!making_fails.empty()) return results.push_back(VirtualLinkRefused{order.name, making_fails});
        results.push_back(LinkChanged{virtual_link(next_link_++, order)});
    }
    void answer(const RemoveVirtualLink& order, std::vector<Event>& results) {
        results.push_back(LinkVanished{order.index});
    }
    void answer(const CountReception&, std::vector<Event>& results) {
        if (frames_arrive) ++frames_;
        results.push_back(LinkChanged{link_up(frames_)});
    }
    void answer(const auto&, std::vector<Event>&) {}

    Node node_;
    net::Instant now_ = start;
    std::uint64_t frames_ = 7;
    int next_link_ = 100;
    std::size_t events_ = 0;
    std::vector<Effect> effects_;
};

}  // namespace holdfast::engine
