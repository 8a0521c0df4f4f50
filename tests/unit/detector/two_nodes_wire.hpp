// What two nodes of one group say on the LAN, by the family of its addresses and by whose Ethernet address it serves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "daemon/vrrp/types.hpp"
#include "detector/action.hpp"
#include "detector/frames.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector {

struct TwoNodesWire {
    net::Family family = net::Family::ipv4;
    bool virtual_mac = false;

    bool v4() const { return family == net::Family::ipv4; }
    net::IpAddress ip(std::size_t node) const {
        if (v4()) return node == 0 ? samples::own_ip : samples::peer_ip;
        return samples::ip(node == 0 ? "fe80::1" : "fe80::2");
    }
    net::IpAddress virtual_ip() const { return v4() ? samples::virtual_ip : samples::ip("fe80::10"); }
    net::IpAddress gateway() const { return samples::ip(v4() ? "10.0.0.254" : "fe80::fe"); }
    std::uint8_t network() const { return v4() ? 24 : 64; }  // its length
    net::IpAddress nobody() const { return v4() ? net::IpAddress{} : samples::ip("ff02::1"); }
    static net::MacAddress mac(std::size_t node) { return node == 0 ? samples::own_mac : samples::peer_mac; }
    net::MacAddress serving_mac(std::size_t node) const {
        return virtual_mac ? vrrp::virtual_mac(family, vrrp::Vrid{51}) : mac(node);
    }

    net::Bytes advert(const net::MacAddress& from, std::size_t node, vrrp::Priority priority) const {
        return samples::advert({.mac = from,
                                .source = ip(node),
                                .priority = priority,
                                .interval = vrrp::Centiseconds{10},
                                .address = virtual_ip()});
    }
    net::Bytes announcement(const net::MacAddress& from) const {
        if (v4()) return samples::gratuitous_arp(from, virtual_ip());
        return samples::neighbour_advertisement(net::multicast_mac(nobody()), from, virtual_ip(), nobody(), false);
    }
    net::Bytes probe(std::size_t node, const SendProbe& wanted) const {
        if (!v4()) return neighbour_probe(mac(node), ip(node), wanted.address);
        if (wanted.form == ProbeForm::anonymous) return arp_probe(mac(node), wanted.address);
        return arp_probe(mac(node), ip(node), wanted.address);
    }

    struct Question {
        net::IpAddress address, asker;
        net::MacAddress asker_mac;
    };
    static std::optional<Question> question(const Frame& frame) {
        if (const auto* arp = std::get_if<Arp>(&frame.content)) {
            if (arp->reply || arp->target == arp->sender) return std::nullopt;
            return Question{arp->target, arp->sender, arp->sender_mac};
        }
        if (const auto* solicitation = std::get_if<NeighbourSolicitation>(&frame.content))
            return Question{solicitation->target, solicitation->source, frame.source};
        return std::nullopt;
    }
    net::Bytes answer(const net::MacAddress& from, const Question& to) const {
        if (v4()) return samples::arp(wire::arp_reply, to.asker_mac, from, to.address, to.asker);
        return samples::neighbour_advertisement(to.asker_mac, from, to.address, to.asker, true);
    }
};

}  // namespace holdfast::detector
