#include "detector/identity.hpp"

#include <algorithm>
#include <tuple>

namespace holdfast::detector {

namespace {

template <class Value>
void add_bounded(std::vector<Value>& values, const Value& value, std::size_t limit) {
    if (std::ranges::find(values, value) != values.end()) return;
    if (values.size() >= limit) values.erase(values.begin() + 1);  // the first is its name
    values.push_back(value);
}

template <class Value>
bool holds(const std::vector<Value>& values, const Value& value) {
    return std::ranges::find(values, value) != values.end();
}

}  // namespace

bool is_virtual_router(const net::MacAddress& mac) {
    const auto& b = mac.bytes;
    return b[0] == 0x00 && b[1] == 0x00 && b[2] == 0x5e && b[3] == 0x00 && (b[4] == 0x01 || b[4] == 0x02);
}

std::string Identity::name() const {
    return addresses.empty() ? "unknown" : to_string(addresses.front());
}

std::string Identity::mac() const {
    return macs.empty() ? "" : to_string(macs.back());
}

void Identities::pin(const net::IpAddress& address) {
    Identity* known = with(address);
    if (known == nullptr) {
        known = &create();
        known->addresses = {address};
    }
    known->pinned = true;
}

bool Identities::knows(const net::IpAddress& address) const {
    return find(address) != nullptr;
}

const Identity& Identities::learn(const net::IpAddress& address, const net::MacAddress& mac) {
    Identity* by_address = with(address);
    Identity* by_mac = is_virtual_router(mac) ? nullptr : with(mac);
    // Two that are configured are two, whatever a forged frame says: only the Ethernet address moves.
    const bool both_pinned = by_address != nullptr && by_mac != nullptr && by_address->pinned && by_mac->pinned;
    if (by_address != nullptr && by_mac != nullptr && by_address != by_mac && !both_pinned) {
        const IdentityId into = by_address->id;
        absorb(*by_address, by_mac->id);  // moves the others, and may push out `address`
        by_address = &*std::ranges::find(identities_, into, &Identity::id);
    }
    Identity& identity = by_address != nullptr ? *by_address : by_mac != nullptr ? *by_mac : create();
    add_bounded(identity.addresses, address, addresses_of_one);
    take_mac(identity, mac);
    return touch(identity);
}

void Identities::join(const net::IpAddress& one, const net::IpAddress& other) {
    Identity* into = with(one);
    const Identity* joined = find(other);
    if (into != nullptr && joined != nullptr && into != joined) absorb(*into, joined->id);
}

const Identity& Identities::of(const net::MacAddress& mac) {
    if (Identity* known = with(mac)) return touch(*known);
    Identity& stranger = create();
    stranger.macs = {mac};
    return touch(stranger);
}

const Identity& Identities::at(const net::IpAddress& address) {
    if (Identity* known = with(address)) return touch(*known);
    Identity& fresh = create();
    fresh.addresses = {address};
    return touch(fresh);
}

const Identity* Identities::find(const net::IpAddress& address) const {
    const auto found = std::ranges::find_if(identities_, [&](const auto& i) { return holds(i.addresses, address); });
    return found == identities_.end() ? nullptr : &*found;
}

const Identity* Identities::find(const net::MacAddress& mac) const {
    const auto found = std::ranges::find_if(identities_, [&](const auto& i) { return holds(i.macs, mac); });
    return found == identities_.end() ? nullptr : &*found;
}

const Identity* Identities::find(IdentityId id) const {
    const auto found = std::ranges::find(identities_, id, &Identity::id);
    return found == identities_.end() ? nullptr : &*found;
}

Identity* Identities::with(const net::IpAddress& address) {
    const auto found = std::ranges::find_if(identities_, [&](const auto& i) { return holds(i.addresses, address); });
    return found == identities_.end() ? nullptr : &*found;
}

Identity* Identities::with(const net::MacAddress& mac) {
    const auto found = std::ranges::find_if(identities_, [&](const auto& i) { return holds(i.macs, mac); });
    return found == identities_.end() ? nullptr : &*found;
}

Identity& Identities::create() {
    const auto forgettable = std::ranges::count(identities_, false, &Identity::pinned);
    if (static_cast<std::size_t>(forgettable) >= limit) {
        // Strangers first, then whoever was heard least: a flood of forged nodes pushes itself out.
        identities_.erase(std::ranges::min_element(identities_, {}, [](const Identity& i) {
            return std::tuple{i.pinned, !i.addresses.empty(), i.uses, i.last_used};
        }));
    }
    Identity& fresh = identities_.emplace_back();
    fresh.id = IdentityId{next_id_++};
    return fresh;
}

Identity& Identities::touch(Identity& identity) {
    ++identity.uses;
    identity.last_used = ++uses_;
    return identity;
}

void Identities::absorb(Identity& into, IdentityId other) {
    const auto found = std::ranges::find(identities_, other, &Identity::id);
    const Identity& absorbed = *found;
    for (const auto& address : absorbed.addresses) add_bounded(into.addresses, address, addresses_of_one);
    for (const auto& mac : absorbed.macs) add_bounded(into.macs, mac, addresses_of_one);
    into.pinned |= absorbed.pinned;
    into.uses += absorbed.uses;
    unions_.push_back({other, into.id});
    identities_.erase(found);
}

void Identities::take_mac(Identity& identity, const net::MacAddress& mac) {
    for (Identity& other : identities_) std::erase(other.macs, mac);
    if (identity.macs.size() >= addresses_of_one) identity.macs.erase(identity.macs.begin());
    identity.macs.push_back(mac);
}

}  // namespace holdfast::detector
