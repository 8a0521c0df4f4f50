#include "tests/sim/kernel.hpp"

#include <algorithm>

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

// Leases end by deferrable work: later than they say (architecture.md §6.1).
constexpr net::Duration lateness = 1s;

}  // namespace

Kernel::Kernel(net::MacAddress mac, net::Prefix own)
    : link_{.index = net::InterfaceIndex{2}, .name = "eth0", .up = true, .mac = mac},
      uplink_{.index = net::InterfaceIndex{1000}, .name = "eth1", .up = true, .mac = mac},
      own_{own},
      held_{{own, {}}} {}

net::LinkAddress Kernel::told(const net::Prefix& prefix) const {
    return {.index = link_.index, .prefix = prefix, .secondary = prefix != own_};
}

engine::KernelState Kernel::picture() const {
    return {{link_, uplink_}, addresses()};
}

std::vector<net::LinkAddress> Kernel::addresses() const {
    std::vector<net::LinkAddress> all;
    for (const Held& held : held_) all.push_back(told(held.prefix));
    return all;
}

bool Kernel::has(const net::Prefix& prefix) const {
    return std::ranges::find(held_, prefix, &Held::prefix) != held_.end();
}

bool Kernel::has(const net::IpAddress& address) const {
    return std::ranges::any_of(held_, [&](const Held& held) { return held.prefix.address == address; });
}

std::optional<net::Instant> Kernel::end_of(std::chrono::seconds lease, net::Instant now) {
    return lease.count() > 0 ? std::optional{now + lease + lateness} : std::nullopt;
}

bool Kernel::add(const net::Prefix& prefix, std::chrono::seconds lease, net::Instant now) {
    if (has(prefix)) return false;
    held_.push_back({prefix, end_of(lease, now)});
    if (prefix == own_) std::ranges::rotate(held_, held_.end() - 1);
    reports_.push_back(engine::AddressAppeared{told(prefix)});
    ++version_;
    return true;
}

bool Kernel::refresh(const net::Prefix& prefix, std::chrono::seconds lease, net::Instant now) {
    const auto found = std::ranges::find(held_, prefix, &Held::prefix);
    if (found == held_.end()) return false;
    found->until = end_of(lease, now);
    return true;
}

bool Kernel::remove(const net::Prefix& prefix) {
    const auto found = std::ranges::find(held_, prefix, &Held::prefix);
    if (found == held_.end()) return false;
    held_.erase(found);
    reports_.push_back(engine::AddressVanished{told(prefix)});
    ++version_;
    return true;
}

void Kernel::set_carrier(bool up) {
    if (link_.up == up) return;
    link_.up = up;
    ++version_;
    reports_.push_back(engine::LinkChanged{link_});
}

void Kernel::set_uplink(bool up) {
    if (uplink_.up == up) return;
    uplink_.up = up;
    reports_.push_back(engine::LinkChanged{uplink_});
}

void Kernel::remake() {
    while (!held_.empty()) remove(held_.back().prefix);
    reports_.push_back(engine::LinkVanished{link_.index});
    link_.index = net::InterfaceIndex{static_cast<int>(link_.index) + 1};
    link_.frames_received = 0;
    reports_.push_back(engine::LinkChanged{link_});
    regain_own();
}

void Kernel::power_off() {
    held_ = {{own_, {}}};
    link_.frames_received = 0;
    link_.up = uplink_.up = true;
    reports_.clear();
    ++version_;
}

std::optional<net::Instant> Kernel::deadline() const {
    std::optional<net::Instant> first;
    for (const Held& held : held_) first = net::earlier(first, held.until);
    return first;
}

bool Kernel::expire(net::Instant now) {
    const auto due = [&] {
        return std::ranges::find_if(held_, [&](const Held& held) { return held.until && *held.until <= now; });
    };
    bool any = false;
    for (auto one = due(); one != held_.end(); one = due()) any |= remove(net::Prefix{one->prefix});
    return any;
}

void Kernel::lose_reports() {
    reports_.clear();
    overrun_ = true;
}

}  // namespace holdfast::sim
