#include "detector/own_set.hpp"

#include <algorithm>

namespace holdfast::detector {

bool OwnSet::has(const net::MacAddress& mac) const {
    return std::ranges::find(local_.links, mac, &net::Link::mac) != local_.links.end();
}

bool OwnSet::has(const net::IpAddress& address) const {
    return std::ranges::any_of(local_.addresses, [&](const auto& a) { return a.prefix.address == address; });
}

const net::Link* OwnSet::link(std::string_view interface) const {
    const auto found = std::ranges::find(local_.links, interface, &net::Link::name);
    return found == local_.links.end() ? nullptr : &*found;
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

}  // namespace holdfast::detector
