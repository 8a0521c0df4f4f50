// Who says it?
#include <algorithm>

#include "daemon/vrrp/types.hpp"
#include "detector/judge.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

Source Judge::source(const Identity& identity) const {
    const bool answers = std::ranges::any_of(peers_, [&](const Reachability& peer) {
        return peer.proven() && contains(identity.addresses, peer.address());
    });
    return {.id = identity.id,
            .who = identity.name(),
            .mac = identity.mac(),
            .addresses = identity.addresses,
            .answers_pings = answers};
}

Source Judge::learn(const net::IpAddress& address, const net::MacAddress& mac) {
    const Source learned = source(identities_.learn(address, mac));
    unite();
    return learned;
}

void Judge::unite() {
    for (const Identities::Union& made : identities_.take_unions()) {
        const Identity* into = identities_.find(made.into);
        if (into == nullptr) continue;
        for (Watch& watch : watches_) watch.united(made, source(*into));
    }
}

// A node's own word on its Ethernet and IP addresses.
void Judge::learn_node(const hello::Message& message) {
    std::vector<net::IpAddress> addresses = message.addresses;
    for (const hello::Instance& instance : message.instances) addresses.push_back(instance.primary);
    std::erase_if(addresses,
                  [&](const net::IpAddress& a) { return a.is_unspecified() || own_.has(a) || is_virtual(a); });
    std::vector<net::MacAddress> macs = message.macs;
    std::erase_if(macs, [&](const net::MacAddress& mac) { return own_.has(mac) || is_virtual_router(mac); });
    if (addresses.empty() || macs.empty()) return;
    for (const net::IpAddress& address : addresses) identities_.join(addresses.front(), address);
    for (const net::MacAddress& mac : macs) identities_.learn(addresses.front(), mac);
    for (const net::IpAddress& address : addresses) identities_.learn(address, macs.front());
    unite();
}

// A virtual router's MAC is that of whoever used it last, else of the member that advertised last, else of the only
// one there is. None: a stranger who only claims.
std::optional<Source> Judge::speaker(const AddressStated& stated, const Watch& watch) {
    if (const Identity* known = identities_.find(stated.mac)) return source(*known);
    const WatchedInstance& watched = watch.watched();
    if (stated.mac == vrrp::virtual_mac(watched.family, watched.vrid)) {
        if (const Advertiser* last = watch.advertisers().last()) return last->source;
        const std::vector<net::IpAddress> all = members(watched);
        if (all.size() == 1) return source(identities_.at(all.front()));
    }
    if (stated.manner == Manner::answers) return source(identities_.of(stated.mac));
    return std::nullopt;
}

}  // namespace holdfast::detector
