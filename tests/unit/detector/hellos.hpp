// What other nodes say by hello, for tests of what is made of it.
#pragma once

#include "detector/neighbours.hpp"
#include "tests/unit/detector/wire_samples.hpp"

namespace holdfast::detector::samples {

inline const net::IpAddress hello_ip = ip("10.9.0.2");  // of the peer, on another network

inline WatchedInstance watched_instance() {
    WatchedInstance watched;
    watched.name = "web";
    watched.interface = "eth0";
    watched.vrid = vrrp::Vrid{51};
    watched.addresses = {virtual_ip};
    watched.peers = {peer_ip};
    return watched;
}

inline Settings settings_with_hello(const std::vector<net::IpAddress>& from = {hello_ip}) {
    Settings settings;
    settings.instances = {watched_instance()};
    settings.hello = HelloSettings{.listen = {ip("10.9.0.1"), 10112}, .peers = {}, .key = "", .interval = {}};
    for (const net::IpAddress& address : from) settings.hello->peers.push_back({address, 10112});
    return settings;
}

inline hello::Instance told(hello::State state, const net::IpAddress& primary = peer_ip) {
    return {.family = net::Family::ipv4,
            .vrid = vrrp::Vrid{51},
            .settings = settings_digest(watched_instance()),
            .state = state,
            .withdrawn = false,
            .pinned = false,
            .addresses_present = state == hello::State::master,
            .priority = vrrp::Priority{100},
            .primary = primary,
            .since = std::chrono::minutes{1},
            .heard = {}};
}

inline hello::Message hello_of(std::vector<hello::Instance> instances, std::uint64_t sequence = 1) {
    return {.node = "lb2",
            .boot = {2},
            .sequence = sequence,
            .echo = {},
            .gateways = hello::Path::unknown,
            .macs = {peer_mac},
            .addresses = {peer_ip},
            .instances = std::move(instances)};
}

}  // namespace holdfast::detector::samples
