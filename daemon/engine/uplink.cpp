#include "daemon/engine/uplink.hpp"

#include <algorithm>

#include "daemon/engine/virtual_link.hpp"

namespace holdfast::engine {
namespace {

// P23, P24: the first primary IPv4 address, or the link-local IPv6 address.
bool can_send_from(const net::LinkAddress& candidate) {
    if (candidate.tentative) return false;
    return candidate.prefix.address.family() == net::Family::ipv4 || candidate.prefix.address.is_link_local();
}

void take_seat(Uplink& uplink, const InstanceSettings& settings, const KernelView& kernel) {
    uplink.seat = uplink.index;
    uplink.station = uplink.mac;
    const auto wanted = virtual_link_of(settings, kernel);
    if (!wanted) return;
    const net::Link* link = existing(*wanted, kernel);
    uplink.seat = link ? std::optional{link->index} : std::nullopt;
    uplink.station = wanted->mac;
}

// An address that cannot be served is a fault, as that of the router's own interface is.
void look_elsewhere(Uplink& uplink, const InstanceSettings& settings, const KernelView& kernel) {
    for (const auto& [address, placement] : settings.placements) {
        if (placement.interface.empty()) continue;
        const net::Link* link = kernel.link(placement.interface);
        uplink.elsewhere[address] = link ? std::optional{link->index} : std::nullopt;
        if (!uplink.hindrance.empty() || (link && link->up)) continue;
        uplink.hindrance = "interface " + placement.interface + (link ? " is down" : " is missing");
    }
}

}  // namespace

Uplink uplink_of(const InstanceSettings& settings, const KernelView& kernel) {
    const net::Link* link = kernel.link(settings.interface);
    if (!link) return {};
    Uplink uplink{link->index, link->up, link->mac, link->frames_received, std::nullopt, {}, {}, {}, {}, {}};
    take_seat(uplink, settings, kernel);
    look_elsewhere(uplink, settings, kernel);
    for (const net::LinkAddress& candidate : kernel.host_addresses(link->index)) {
        const net::IpAddress& address = candidate.prefix.address;
        if (address.family() != settings.family) continue;
        uplink.own_addresses.push_back(address);
        const bool suits = settings.source ? address == *settings.source : can_send_from(candidate);
        if (suits && !uplink.primary) uplink.primary = address;
    }
    if (uplink.primary) {
        std::ranges::stable_partition(uplink.own_addresses, [&](const auto& a) { return a == *uplink.primary; });
    }
    return uplink;
}

std::string obstacle(const InstanceSettings& settings, const Uplink& uplink) {
    if (!uplink.index) return "interface " + settings.interface + " is missing";
    if (!uplink.up) return "interface " + settings.interface + " is down";
    if (uplink.primary) return uplink.hindrance;
    if (settings.source) return "source " + to_string(*settings.source) + " is not on " + settings.interface;
    const char* kind = settings.family == net::Family::ipv4 ? "IPv4" : "IPv6 link-local";
    return std::string{"no "} + kind + " address on " + settings.interface;
}

}  // namespace holdfast::engine
