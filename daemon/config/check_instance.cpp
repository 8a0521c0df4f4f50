#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/duration.hpp"
#include "daemon/config/hmac_section.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;

std::string_view spoken(net::Family family) {
    return family == net::Family::ipv4 ? "IPv4" : "IPv6";
}

net::IpAddress address_of(const net::IpAddress& address) {
    return address;
}
net::IpAddress address_of(const net::Prefix& prefix) {
    return prefix.address;
}

bool holds(const engine::InstanceSettings& s, const net::IpAddress& address) {
    const auto same = [&](const net::Prefix& prefix) { return prefix.address == address; };
    return std::ranges::any_of(s.addresses, same) || std::ranges::any_of(s.excluded_addresses, same);
}

template <class T>
void check_family(const Draft& draft, std::string_view key, const std::vector<T>& list, Problems& problems) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        const net::IpAddress& address = address_of(list[i]);
        if (address.family() == draft.settings.family) continue;
        problems.error(draft.written.place(key, i),
                       fmt::format("{} is {}, but the first address of this instance is {}", net::to_string(address),
                                   spoken(address.family()), spoken(draft.settings.family)),
                       "an instance has one address family: write a second [[instance]] for the other");
    }
}

void check_families(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    check_family(draft, "addresses", s.addresses, problems);
    check_family(draft, "excluded_addresses", s.excluded_addresses, problems);
    check_family(draft, "peers", s.peers, problems);
    check_family(draft, "unicast_peers", s.unicast_peers, problems);
    if (s.source) check_family(draft, "source", std::vector{*s.source}, problems);
}

template <class T>
void check_repeats(const Draft& draft, std::string_view key, const std::vector<T>& list, Problems& problems) {
    for (std::size_t i = 1; i < list.size(); ++i) {
        const auto before = list.begin() + static_cast<std::ptrdiff_t>(i);
        const auto same = [&](const T& other) { return address_of(other) == address_of(list[i]); };
        if (std::none_of(list.begin(), before, same)) continue;
        problems.error(draft.written.place(key, i),
                       fmt::format("{} is listed twice", net::to_string(address_of(list[i]))));
    }
}

void check_all_repeats(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    check_repeats(draft, "addresses", s.addresses, problems);
    check_repeats(draft, "excluded_addresses", s.excluded_addresses, problems);
    check_repeats(draft, "peers", s.peers, problems);
    check_repeats(draft, "unicast_peers", s.unicast_peers, problems);
    for (std::size_t i = 0; i < s.excluded_addresses.size(); ++i) {
        const net::IpAddress& address = s.excluded_addresses[i].address;
        const auto same = [&](const net::Prefix& advertised) { return advertised.address == address; };
        if (std::ranges::none_of(s.addresses, same)) continue;
        problems.error(draft.written.place("excluded_addresses", i),
                       fmt::format("{} is advertised and excluded", net::to_string(address)));
    }
}

// The count is one byte (RFC 9568 §5.2.5); an advertisement must fit 1500 bytes (P15).
void check_count(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    const std::size_t most = s.family == net::Family::ipv4 ? 255 : 90;
    if (s.addresses.size() <= most) return;
    problems.error(draft.written.place("addresses"),
                   fmt::format("{} addresses do not fit an advertisement: at most {} over {}", s.addresses.size(), most,
                               spoken(s.family)),
                   "hold the others under excluded_addresses, or write a second [[instance]]");
}

void check_link_local(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (s.family != net::Family::ipv6) return;
    if (!s.addresses.front().address.is_link_local()) {
        problems.error(draft.written.place("addresses", 0),
                       "the first IPv6 address must be the virtual router's link-local address (RFC 9568 §5.2.9)",
                       "put one first, the same on every node, e.g. \"fe80::1/64\": hosts use it as their gateway");
    }
    if (s.source && s.source->family() == net::Family::ipv6 && !s.source->is_link_local() && s.unicast_peers.empty()) {
        problems.error(draft.written.place("source"),
                       "IPv6 advertisements are sent from a link-local address (RFC 9568 §5.1.2.1)");
    }
}

void check_version(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (s.family == net::Family::ipv6 && s.version == vrrp::Version::v2) {
        problems.error(draft.written.place("version"), "IPv6 is always version 3", "set version = 3 in this instance");
    }
}

void check_interval(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    const Place place = draft.written.place("advert_interval");
    if (s.version == vrrp::Version::v2 && s.advert_interval % 1s != 0s) {
        problems.error(place, "version 2 sends the interval in whole seconds: 1s to 255s",
                       "version 3 knows steps of 10ms");
    }
    if (s.version == vrrp::Version::v3 && s.advert_interval > 40950ms) {
        problems.error(place,
                       fmt::format("{} is out of range for version 3: 10ms to 40.95s", to_text(s.advert_interval)));
    }
}

void check_authentication(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (!s.password || s.version == vrrp::Version::v2) return;
    problems.error(draft.written.place("authentication"),
                   "only version 2 has authentication (RFC 9568 §5.2.6 has none)",
                   "set version = 2 on every node, or leave it out");
}

// Whom a unicast frame goes to is the kernel's knowledge, which sends with the interface's own MAC.
void check_virtual_mac(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (!s.virtual_mac) return;
    const Place place = draft.written.place("virtual_mac");
    if (!s.unicast_peers.empty()) {
        problems.error(place, "advertisements from a virtual MAC are multicast, but unicast_peers is set",
                       "leave out unicast_peers, or virtual_mac");
    }
    if (s.priority.is_owner()) {
        problems.error(place, "with priority 255 the addresses are the interface's own, and answer with its MAC",
                       "set priority = 254, or leave out virtual_mac");
    }
}

void check_checksum(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (!s.checksum || (s.version == vrrp::Version::v3 && s.family == net::Family::ipv4)) return;
    problems.warning(draft.written.place("checksum"),
                     "only version 3 over IPv4 has two forms of the checksum; this is ignored");
}

// Whoever is talked to must be reached whether or not the virtual addresses are there.
void check_members(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    const std::string hint = "name the address that stays on the machine";
    const auto check = [&](std::string_view key, const std::vector<net::IpAddress>& members) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            const Place place = draft.written.place(key, i);
            if (holds(s, members[i])) {
                problems.error(place, net::to_string(members[i]) + " is a virtual address of this instance", hint);
            } else if (s.source == members[i]) {
                problems.error(place, net::to_string(members[i]) + " is the source of this node itself");
            }
        }
    };
    check("peers", s.peers);
    check("unicast_peers", s.unicast_peers);
    // An owner speaks from the address that it owns (RFC 9568 §1.6).
    if (s.source && !s.priority.is_owner() && holds(s, *s.source)) {
        problems.error(draft.written.place("source"),
                       net::to_string(*s.source) + " is a virtual address of this instance", hint);
    }
}

}  // namespace

void check_required(const Draft& draft, Problems& problems) {
    const auto require = [&](std::string_view key, std::string hint) {
        if (draft.written.has(key)) return;
        problems.error(draft.written.whole(), fmt::format("this instance has no {}", key), std::move(hint));
    };
    require("name", "name = \"web\"");
    require("interface", "interface = \"eth0\"");
    require("vrid", "vrid = 51, the same on every node, 1 to 255");
    require("addresses", "addresses = [\"192.0.2.10/24\"]");
    if (draft.written.has("addresses") && !draft.written.is_broken("addresses") && draft.settings.addresses.empty()) {
        problems.error(draft.written.place("addresses"), "an instance needs at least one address");
    }
}

void check_instance(Draft& draft, Problems& problems) {
    const Written& written = draft.written;
    if (!written.is_broken("version")) {
        if (!written.is_broken("advert_interval")) check_interval(draft, problems);
        check_authentication(draft, problems);
    }
    check_hmac(draft, problems);
    if (written.is_broken("addresses") || draft.settings.addresses.empty()) return;
    draft.settings.family = draft.settings.addresses.front().address.family();
    check_families(draft, problems);
    check_all_repeats(draft, problems);
    check_count(draft, problems);
    check_link_local(draft, problems);
    check_members(draft, problems);
    check_virtual_mac(draft, problems);
    check_version(draft, problems);
    check_checksum(draft, problems);
    check_addressing(draft, problems);
}

}  // namespace holdfast::config
