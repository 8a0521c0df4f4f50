// The interface of a router as the kernel has it now, and whether a router can run on it (P103).
#pragma once

#include <optional>
#include <string>

#include "daemon/engine/kernel_view.hpp"
#include "daemon/engine/places.hpp"
#include "daemon/engine/settings.hpp"

namespace holdfast::engine {

struct Uplink {
    std::optional<net::InterfaceIndex> index;  // none: missing
    bool up = false;
    net::MacAddress mac;
    std::uint64_t frames_received = 0;
    std::optional<net::IpAddress> primary;      // what we send from; none: no suitable address yet
    std::vector<net::IpAddress> own_addresses;  // of the family, primary first, without the virtual ones
    // Where the virtual addresses live, the interface or a macvlan above it, and the MAC that answers for them. None:
    // the macvlan is not there, or not as it must be.
    std::optional<net::InterfaceIndex> seat;
    net::MacAddress station;
    decltype(Places::elsewhere) elsewhere;  // the interfaces of the addresses that live on others
    std::string hindrance;                  // of those interfaces, for people

    Places places() const { return {seat, elsewhere}; }
    bool operator==(const Uplink&) const = default;
};

Uplink uplink_of(const InstanceSettings& settings, const KernelView& kernel);
// Why no router can run on it, for people; empty: it can.
std::string obstacle(const InstanceSettings& settings, const Uplink& uplink);

}  // namespace holdfast::engine
