#include "detector/sensor/ways.hpp"

#include <algorithm>

#include "detector/members.hpp"

namespace holdfast::detector {

namespace {

bool is_ours(net::InterfaceIndex index, const LocalInterfaces& local) {
    const auto found = std::ranges::find(local.links, index, &net::Link::index);
    return found != local.links.end() && found->ours;
}

bool serves_as_source(const net::LinkAddress& address, const LocalInterfaces& local, const Settings& settings) {
    return !address.tentative && !is_ours(address.index, local) && !is_virtual(address.prefix.address, settings);
}

}  // namespace

bool is_virtual(const net::IpAddress& address, const Settings& settings) {
    return std::ranges::any_of(settings.instances,
                               [&](const WatchedInstance& watched) { return contains(watched.addresses, address); });
}

std::optional<net::IpAddress> own_address(net::InterfaceIndex link, net::Family family, const LocalInterfaces& local,
                                          const Settings& settings) {
    for (const net::LinkAddress& address : local.addresses) {
        const net::IpAddress& ip = address.prefix.address;
        const bool fits = family == net::Family::ipv4 || ip.is_link_local();
        if (address.index == link && ip.family() == family && fits && serves_as_source(address, local, settings))
            return ip;
    }
    return std::nullopt;
}

Way way_to(const net::IpAddress& target, const std::map<net::IpAddress, net::InterfaceIndex>& links,
           const LocalInterfaces& local, const Settings& settings) {
    const auto known = links.find(target);
    if (target.family() == net::Family::ipv6 && target.is_link_local()) {
        if (known == links.end()) return {};
        return {known->second, own_address(known->second, net::Family::ipv6, local, settings)};
    }
    for (const net::LinkAddress& address : local.addresses) {
        const bool is_neighbours = address.prefix.contains(target);
        if (is_neighbours && serves_as_source(address, local, settings)) return {address.index, address.prefix.address};
    }
    return {};
}

}  // namespace holdfast::detector
