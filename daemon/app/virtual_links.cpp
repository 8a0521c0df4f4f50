#include "daemon/app/virtual_links.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "daemon/io/clock.hpp"
#include "daemon/io/sysctl.hpp"

namespace holdfast::app {
namespace {

constexpr net::Duration look_again_after = std::chrono::milliseconds{900};  // an address is refreshed each second

using Write = std::function<io::Result<void>(const io::InterfaceSetting&, int)>;

struct Wanted {
    std::string_view key;
    int value;
};

constexpr std::array<Wanted, 7> in_ipv4{{
    {"arp_ignore", 1},    // answer for its own addresses alone: requests for the interface's come here, too
    {"arp_announce", 2},  // ask in their name alone
    {"arp_filter", 0},    // answer although the way back to the asker is by the interface
    {"arp_notify", 0},    // the router announces
    {"proxy_arp", 0},     //
    {"rp_filter", 2},     // hear whom the interface reaches; the kernel takes the greater one of this and that of all
    {"promote_secondaries", 1},  // the first address goes alone
}};

constexpr std::array<Wanted, 8> in_ipv6{{
    {"disable_ipv6", 0},
    {"addr_gen_mode", 1},  // none: no address is made of the virtual MAC (RFC 9568 §7.4)
    {"accept_ra", 0},
    {"autoconf", 0},
    {"router_solicitations", 0},
    {"accept_dad", 0},
    {"ndisc_notify", 0},
    {"use_tempaddr", 0},
}};

io::Result<void> configure(const Write& write, net::Family family, const std::string& interface,
                           std::span<const Wanted> settings) {
    for (const auto& [key, value] : settings) {
        if (io::Result<void> done = write({family, interface, key}, value); !done) return done;
    }
    return {};
}

// An IPv4 router's macvlan has no IPv6 at all, as far as this host has.
io::Result<void> configure(const Write& write, const std::string& interface, const net::MacAddress& mac) {
    io::Result<void> done = configure(write, net::Family::ipv4, interface, in_ipv4);
    const bool is_v6 = mac == vrrp::virtual_mac(net::Family::ipv6, vrrp::Vrid{mac.bytes.back()});
    if (!done || is_v6) return done ? configure(write, net::Family::ipv6, interface, in_ipv6) : done;
    done = write({net::Family::ipv6, interface, "disable_ipv6"}, 1);
    return !done && done.error().code == ENOENT ? io::Result<void>{} : done;
}

}  // namespace

void VirtualLinks::make(const std::vector<engine::MakeVirtualLink>& orders, std::vector<engine::Event>& results) {
    std::vector<engine::MakeVirtualLink> prepared;
    std::vector<std::string> names;
    for (const engine::MakeVirtualLink& order : orders) {
        if (const io::Result<void> done = prepare(order); !done) {
            results.push_back(engine::VirtualLinkRefused{order.name, done.error().text()});
            continue;
        }
        prepared.push_back(order);
        names.push_back(order.name);
    }
    silence(names);
    for (const engine::MakeVirtualLink& order : prepared) {
        if (io::Result<net::Link> link = finish(order)) {
            results.push_back(engine::LinkChanged{std::move(*link)});
        } else {
            results.push_back(engine::VirtualLinkRefused{order.name, link.error().text()});
        }
    }
}

io::Result<void> VirtualLinks::prepare(const engine::MakeVirtualLink& order) {
    if (io::Result<void> done = netlink_.make({order.base, order.name, order.mac}); !done) return done;
    base_settings_.change(order.base);
    return configure(write_, order.name, order.mac);
}

// One that the kernel put elsewhere, as it does above another macvlan, would never be found right.
io::Result<net::Link> VirtualLinks::finish(const engine::MakeVirtualLink& order) {
    io::Result<net::Link> link = netlink_.link(order.name);
    if (!link) return link;
    if (link->base != order.base) {
        std::ignore = netlink_.remove({&link->index, 1});
        return io::failed("the interface is a macvlan itself", EINVAL);
    }
    if (const io::Result<void> up = netlink_.bring_up(link->index); !up) return std::unexpected{up.error()};
    std::erase_if(made_, [&](const auto& m) { return m.second.name == order.name && m.first != link->index; });
    if (made_.insert_or_assign(link->index, Made{order.base, order.name}).second) {
        sink_({net::Level::info, "virtual_link_made", "", {{"interface", order.name}, {"mac", to_string(order.mac)}}});
    }
    return netlink_.link(link->index);
}

void VirtualLinks::silence(const std::vector<std::string>& names) {
    if (names.empty()) return;
    const io::Result<void> done = silence_.impose(names);
    if (done || std::exchange(said_loud_, true)) return;
    sink_({net::Level::warning,
           "membership_reports_not_silenced",
           "",
           {{"error", done.error().text()}, {"interface", names.front()}}});
}

void VirtualLinks::changing(const io::AddressChange& change) {
    const auto link = made_.find(change.interface);
    const net::IpAddress& address = change.prefix.address;
    if (link == made_.end()) return keep_secondaries(change);
    if (change.kind == io::AddressChange::Kind::refresh && is_due(link->second.base)) {
        base_settings_.change(link->second.base);
    }
    if (address.family() == net::Family::ipv4) return;
    switch (change.kind) {
        case io::AddressChange::Kind::add:
            return groups_.join(link->second.base, address);
        case io::AddressChange::Kind::refresh:
            return groups_.ensure_joined(link->second.base, address);
        case io::AddressChange::Kind::remove:
            return groups_.leave(link->second.base, address);
    }
}

// Ours may be the first address of its network: without this the kernel would delete the host's own along with it.
// A moment after the take-over, which is not to wait for that.
void VirtualLinks::keep_secondaries(const io::AddressChange& change) {
    if (change.prefix.address.family() != net::Family::ipv4 || change.kind == io::AddressChange::Kind::remove) return;
    const bool will_be_refreshed = change.kind == io::AddressChange::Kind::add && change.lease.count() > 0;
    if (!will_be_refreshed && is_due(change.interface)) base_settings_.keep_secondaries(change.interface);
}

// Settings are looked at again and again: a reload of sysctl.conf changes them, and the kernel tells nobody.
bool VirtualLinks::is_due(net::InterfaceIndex base) {
    net::Instant& last = upheld_[base];
    if (io::now() - last < look_again_after) return false;
    last = io::now();
    return true;
}

void VirtualLinks::remove(const std::vector<engine::RemoveVirtualLink>& orders) {
    if (orders.empty()) return;
    std::vector<net::InterfaceIndex> links;
    std::vector<Made> gone;
    for (const engine::RemoveVirtualLink& order : orders) {
        links.push_back(order.index);
        if (auto known = made_.extract(order.index)) gone.push_back(std::move(known.mapped()));
    }
    const std::vector<Made> vanished = forget_vanished();
    gone.insert(gone.end(), vanished.begin(), vanished.end());
    if (const io::Result<void> done = netlink_.remove(links); !done) {
        sink_({net::Level::warning, "virtual_link_not_removed", "", {{"error", done.error().text()}}});
    }
    std::vector<std::string> names;
    for (const Made& one : gone) {
        names.push_back(one.name);
        if (!is_base(one.base)) base_settings_.restore(one.base);
    }
    // What a predecessor left, or went with its interface, has no name here.
    std::ignore = made_.empty() ? silence_.end() : silence_.lift(names);
}

void VirtualLinks::give_back_unused() {
    for (const net::InterfaceIndex base : base_settings_.changed()) {
        if (!is_base(base)) base_settings_.restore(base);
    }
}

bool VirtualLinks::is_base(net::InterfaceIndex index) const {
    return std::ranges::any_of(made_, [&](const auto& m) { return m.second.base == index; });
}

// What went with its base. Nobody orders the removal of what is not there.
std::vector<VirtualLinks::Made> VirtualLinks::forget_vanished() {
    std::vector<Made> vanished;
    std::erase_if(made_, [&](const auto& m) {
        const io::Result<net::Link> link = netlink_.link(m.first);
        if (link || link.error().code != ENODEV) return false;
        vanished.push_back(m.second);
        return true;
    });
    return vanished;
}

}  // namespace holdfast::app
