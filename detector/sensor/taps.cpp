#include "detector/sensor/taps.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

constexpr int silent_checks_allowed = 10;

}  // namespace

void Taps::keep(const std::set<std::string>& interfaces, const LocalInterfaces& local) {
    const auto link_of = [&](const std::string& name) -> const net::Link* {
        const auto found = std::ranges::find(local.links, name, &net::Link::name);
        return found == local.links.end() ? nullptr : &*found;
    };
    std::erase_if(taps_, [&](const auto& entry) {
        const net::Link* link = link_of(entry.first);
        const bool silent = ++entry.second->silent_checks > silent_checks_allowed;
        return !interfaces.contains(entry.first) || link == nullptr || link->index != entry.second->index || silent;
    });
    for (const std::string& interface : interfaces) {
        if (!taps_.contains(interface)) open(interface, link_of(interface));
    }
}

void Taps::hear() {
    for (const auto& [interface, tap] : taps_) receive(interface);
}

void Taps::open(const std::string& interface, const net::Link* link) {
    if (link == nullptr) return fail(interface, "the interface is missing");
    auto socket = io::PacketTap::open(link->index, interface);
    if (!socket) return fail(interface, socket.error().text());
    taps_[interface] =
        std::make_unique<Tap>(link->index, std::move(*socket), io_, [this, interface] { receive(interface); });
    told_.erase(interface);
    callbacks_.works(interface);
}

void Taps::fail(const std::string& interface, const std::string& why) {
    if (told_[interface] == why) return;
    told_[interface] = why;
    callbacks_.failed(interface, why);
}

// One batch, so that a flood on one interface cannot keep us from the timers and the other interfaces.
void Taps::receive(const std::string& interface) {
    Tap& tap = *taps_.at(interface);
    const auto frames = tap.socket.receive();
    if (!frames.empty()) tap.silent_checks = 0;
    for (const io::TappedFrame& frame : frames) callbacks_.frame(interface, frame);
    callbacks_.batch_done();
}

}  // namespace holdfast::detector
