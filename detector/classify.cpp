#include "detector/classify.hpp"

#include <algorithm>
#include <tuple>

#include "detector/identity.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

namespace {

// RFC 9568 §5.1, RFC 3768 §5.1: the same in both versions.
constexpr std::size_t vrid_offset = 1;
constexpr std::size_t priority_offset = 2;
constexpr std::size_t addresses_offset = 8;

vrrp::Expectation expectation(const WatchedInstance& watched, const OwnSet& own) {
    std::vector<net::IpAddress> addresses = own.addresses(watched.interface, watched.family);
    std::erase_if(addresses, [&](const auto& address) { return contains(watched.addresses, address); });
    return {.version = watched.version,
            .interval = watched.advert_interval,
            .password = watched.password,
            .addresses = watched.addresses,
            .unicast_peers = watched.unicast_peers,
            .own_addresses = std::move(addresses),
            .owns_addresses = watched.priority.is_owner()};
}

// The virtual router that it is meant for, even where the rest cannot be read: a refused advert is evidence too.
std::optional<vrrp::Vrid> find_vrid(const vrrp::Datagram& datagram) {
    const net::ByteView message = datagram.message;
    if (message.size() <= vrid_offset) return std::nullopt;
    const bool plausible = (message[0] & 0x0f) == 1;  // an ADVERTISEMENT; the rest of a fragment is anything
    if (datagram.was_fragmented && !plausible) return std::nullopt;
    return vrrp::Vrid{message[vrid_offset]};
}

std::optional<vrrp::Priority> priority_for_ours(const vrrp::Datagram& datagram, const WatchedInstance& watched) {
    const net::ByteView message = datagram.message;
    const std::size_t size = datagram.family() == net::Family::ipv4 ? 4 : 16;
    for (std::size_t at = addresses_offset; at + size <= message.size(); at += size) {
        if (contains(watched.addresses, net::IpAddress::from_bytes(message.subspan(at, size)))) {
            return vrrp::Priority{message[priority_offset]};
        }
    }
    return std::nullopt;
}

struct Classifier {
    const Frame& frame;
    const Tapped& tapped;
    std::span<const WatchedInstance> watched;
    const OwnSet& own;
    const Notaries& notaries;

    Statement operator()(const vrrp::Datagram& datagram) const {
        const auto instance = instance_of(datagram, tapped.interface, watched);
        if (!instance) return SaysNothing{};
        if (tapped.outgoing) return own_advert(*instance, datagram);
        vrrp::Expectation expected = expectation(watched[*instance], own);
        const bool our_address = std::erase(expected.own_addresses, datagram.source) > 0;
        if (own.has(datagram.source) && is_ours(frame.source)) return AdvertLooped{*instance};
        const auto accepted = vrrp::decode(datagram, expected, inspection(*instance));
        if (!accepted) return refused(*instance, accepted.error(), datagram);
        if (our_address) {
            return CloneAdvertised{*instance, accepted->advert.priority, datagram.source, frame.source};
        }
        return AdvertHeard{*instance, accepted->advert, datagram.source, frame.source, accepted->authenticated};
    }

    Statement operator()(const Arp& arp) const {
        const auto asked = arp.reply || arp.target == arp.sender ? std::nullopt : std::optional{arp.target};
        const ProbeForm form = arp.target.is_unspecified() ? ProbeForm::anonymous : ProbeForm::from_us;
        return stated({arp.sender, arp.sender_mac, manner(arp), asked, form});
    }

    Statement operator()(const NeighbourAdvertisement& said) const {
        const bool answers = said.solicited && own.has(frame.destination);
        return stated({said.target, said.target_mac, answers ? Manner::answers : Manner::announces});
    }

    Statement operator()(const NeighbourSolicitation& asked) const {
        const Manner manner = asked.source.is_unspecified() ? Manner::asks : Manner::uses;
        return stated({asked.source, asked.source_mac.value_or(frame.source), manner, asked.target});
    }

private:
    vrrp::Inspection inspection(std::size_t instance) const {
        if (instance >= notaries.each.size()) return {};
        return {&notaries.each[instance], notaries.now};
    }

    Statement own_advert(std::size_t instance, const vrrp::Datagram& datagram) const {
        if (!vrrp::read_header(datagram)) return SaysNothing{};
        std::ignore = vrrp::decode(datagram, expectation(watched[instance], {}), inspection(instance));  // is known
        return OwnAdvert{instance, vrrp::Priority{datagram.message[priority_offset]}, tapped.waited};
    }

    Statement refused(std::size_t instance, vrrp::DropReason reason, const vrrp::Datagram& datagram) const {
        return AdvertRefused{instance, reason, datagram.source, frame.source,
                             priority_for_ours(datagram, watched[instance])};
    }

    Manner manner(const Arp& arp) const {
        if (arp.reply && own.has(frame.destination)) return Manner::answers;
        if (arp.sender.is_unspecified()) return Manner::asks;
        return arp.reply || arp.sender == arp.target ? Manner::announces : Manner::uses;
    }

    Statement stated(const AddressStated& statement) const {
        if (tapped.outgoing) return SaysNothing{};
        if (!is_ours(statement.mac)) return statement;
        // Two owners that announce in one moment say the very same. A loop brings back adverts, too.
        if (is_virtual_router(statement.mac)) return SaysNothing{};
        return StatementLooped{statement.address};
    }

    bool is_ours(const net::MacAddress& mac) const { return is_virtual_router(mac) ? tapped.echo : own.has(mac); }
};

}  // namespace

std::optional<std::size_t> instance_of(const vrrp::Datagram& datagram, std::string_view interface,
                                       std::span<const WatchedInstance> watched) {
    const auto vrid = find_vrid(datagram);
    const auto found = std::ranges::find_if(watched, [&](const WatchedInstance& w) {
        return w.vrid == vrid && w.family == datagram.family() && w.interface == interface;
    });
    if (found == watched.end()) return std::nullopt;
    return static_cast<std::size_t>(found - watched.begin());
}

Statement classify(const Frame& frame, const Tapped& tapped, std::span<const WatchedInstance> watched,
                   const OwnSet& own, const Notaries& notaries) {
    return std::visit(Classifier{frame, tapped, watched, own, notaries}, frame.content);
}

}  // namespace holdfast::detector
