#include "detector/classify.hpp"

#include <algorithm>
#include <optional>

namespace holdfast::detector {

namespace {

vrrp::Expectation expectation(const WatchedInstance& watched, const OwnSet& own) {
    return {.version = watched.version,
            .interval = watched.advert_interval,
            .password = watched.password,
            .addresses = watched.addresses,
            .unicast_peers = watched.unicast_peers,
            .own_addresses = own.addresses(watched.interface, watched.family),
            .owns_addresses = watched.priority.is_owner()};
}

std::optional<std::size_t> find_instance(std::span<const WatchedInstance> watched, std::string_view interface,
                                         vrrp::Vrid vrid, net::Family family) {
    const auto found = std::ranges::find_if(watched, [&](const WatchedInstance& w) {
        return w.vrid == vrid && w.family == family && w.interface == interface;
    });
    if (found == watched.end()) return std::nullopt;
    return static_cast<std::size_t>(found - watched.begin());
}

struct Classifier {
    const Frame& frame;
    const Tapped& tapped;
    std::span<const WatchedInstance> watched;
    const OwnSet& own;

    Statement operator()(const vrrp::Datagram& datagram) const {
        const auto header = vrrp::read_header(datagram);
        if (!header) return SaysNothing{};
        const auto instance = find_instance(watched, tapped.interface, header->vrid, datagram.family());
        if (!instance) return SaysNothing{};
        if (tapped.outgoing) return own_advert(*instance, datagram);
        // Our address from somebody else's interface is no loop: a cloned host (and `decode` refuses it).
        if (own.has(datagram.source) && own.has(frame.source)) return AdvertLooped{*instance};
        const auto accepted = vrrp::decode(datagram, expectation(watched[*instance], own));
        if (!accepted) return AdvertRefused{*instance, accepted.error(), datagram.source, frame.source};
        return AdvertHeard{*instance, accepted->advert, datagram.source, frame.source};
    }

    Statement operator()(const Arp& arp) const {
        return stated(arp.sender, arp.sender_mac, arp.reply && own.has(frame.destination));
    }

    Statement operator()(const NeighbourAdvertisement& said) const {
        return stated(said.target, said.target_mac, said.solicited && own.has(frame.destination));
    }

    Statement operator()(const NeighbourSolicitation& asked) const {
        if (!asked.source_mac) return SaysNothing{};
        return stated(asked.source, *asked.source_mac, false);
    }

private:
    Statement own_advert(std::size_t instance, const vrrp::Datagram& datagram) const {
        constexpr std::size_t priority_offset = 2;  // RFC 9568 §5.1, RFC 3768 §5.1
        return OwnAdvert{instance, vrrp::Priority{datagram.message[priority_offset]}};
    }

    Statement stated(const net::IpAddress& address, const net::MacAddress& mac, bool answer) const {
        if (tapped.outgoing) return SaysNothing{};
        if (own.has(mac)) return StatementLooped{address};
        return AddressStated{address, mac, answer};
    }
};

}  // namespace

Statement classify(const Frame& frame, const Tapped& tapped, std::span<const WatchedInstance> watched,
                   const OwnSet& own) {
    return std::visit(Classifier{frame, tapped, watched, own}, frame.content);
}

}  // namespace holdfast::detector
