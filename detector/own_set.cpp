#include "detector/own_set.hpp"

#include <algorithm>

#include "detector/identity.hpp"

namespace holdfast::detector {

namespace {

constexpr net::MacAddress none{};

}  // namespace

bool OwnSet::has(const net::MacAddress& mac) const {
    return !is_virtual_router(mac) && std::ranges::find(local_.links, mac, &net::Link::mac) != local_.links.end();
}

bool OwnSet::has(const net::IpAddress& address) const {
    return std::ranges::any_of(local_.addresses, [&](const auto& a) { return a.prefix.address == address; });
}

const net::Link* OwnSet::link(std::string_view interface) const {
    const auto found = std::ranges::find(local_.links, interface, &net::Link::name);
    return found == local_.links.end() ? nullptr : &*found;
}

std::string_view OwnSet::base(std::string_view interface) const {
    const net::Link* tapped = link(interface);
    if (tapped == nullptr || !tapped->ours) return interface;
    const auto below = std::ranges::find(local_.links, tapped->base, &net::Link::index);
    return below == local_.links.end() ? interface : std::string_view{below->name};
}

std::vector<net::IpAddress> OwnSet::addresses(std::string_view interface, net::Family family) const {
    std::vector<net::IpAddress> result;
    const net::Link* of = link(interface);
    if (of == nullptr) return result;
    for (const net::LinkAddress& a : local_.addresses) {
        if (a.index == of->index && a.prefix.address.family() == family) result.push_back(a.prefix.address);
    }
    return result;
}

std::vector<net::Prefix> OwnSet::networks(std::string_view interface) const {
    std::vector<net::Prefix> result;
    const net::Link* of = link(interface);
    if (of == nullptr) return result;
    for (const net::LinkAddress& a : local_.addresses) {
        if (a.index == of->index) result.push_back(a.prefix);
    }
    return result;
}

std::vector<net::MacAddress> OwnSet::macs() const {
    std::vector<net::MacAddress> result;
    for (const net::Link& link : local_.links) {
        const bool known = std::ranges::find(result, link.mac) != result.end();
        if (!known && !link.ours && link.mac != none && !is_virtual_router(link.mac)) result.push_back(link.mac);
    }
    return result;
}

std::vector<net::IpAddress> OwnSet::addresses() const {
    std::vector<net::IpAddress> result;
    for (const net::LinkAddress& a : local_.addresses) {
        if (!a.prefix.address.is_loopback() && !is_loopback(a.index)) result.push_back(a.prefix.address);
    }
    return result;
}

bool OwnSet::is_loopback(net::InterfaceIndex index) const {
    const auto found = std::ranges::find(local_.links, index, &net::Link::index);
    return found != local_.links.end() && found->mac == none;
}

}  // namespace holdfast::detector
