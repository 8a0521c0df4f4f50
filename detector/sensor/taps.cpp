#include "detector/sensor/taps.hpp"

#include <algorithm>

#include "daemon/io/clock.hpp"

namespace holdfast::detector {

namespace {

constexpr net::Duration allowed_silence = std::chrono::seconds{10};
constexpr int batches_at_once = 16;

}  // namespace

void Taps::keep(const std::set<std::string>& interfaces, const LocalInterfaces& local) {
    const auto link_of = [&](const std::string& name) -> const net::Link* {
        const auto found = std::ranges::find(local.links, name, &net::Link::name);
        return found == local.links.end() ? nullptr : &*found;
    };
    hear();  // what waits was no silence (S29)
    const net::Instant now = io::now();
    std::erase_if(taps_, [&](const auto& entry) {
        const net::Link* link = link_of(entry.first);
        const bool silent = now - entry.second->heard > allowed_silence;
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
        std::make_unique<Tap>(link->index, std::move(*socket), io_, [this, interface] { wake(interface); });
    told_.erase(interface);
    callbacks_.works(interface);
}

void Taps::fail(const std::string& interface, const std::string& why) {
    if (told_[interface] == why) return;
    told_[interface] = why;
    callbacks_.failed(interface, why);
}

// A bounded number, so that a flood on one interface cannot keep us from the timers and the other interfaces.
void Taps::receive(const std::string& interface) {
    Tap& tap = *taps_.at(interface);
    for (int batch = 0; batch < batches_at_once; ++batch) {
        const auto frames = tap.socket.receive();
        if (!frames.empty()) tap.heard = io::now();
        for (const io::TappedFrame& frame : frames) callbacks_.frame(interface, frame);
        tap.flood.heard(frames.size(), io::now());
        if (frames.size() < io::PacketTap::batch_size) break;
    }
    callbacks_.batch_done();
}

// What comes while we rest is read at once, and nobody is woken for it.
void Taps::wake(const std::string& interface) {
    receive(interface);
    if (taps_.at(interface)->flood.running()) io::sleep_until(io::now() + io::Flood::rest);
}

}  // namespace holdfast::detector
