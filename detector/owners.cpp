#include "detector/owners.hpp"

#include <algorithm>

#include "detector/recent.hpp"

namespace holdfast::detector {

void Owners::seen(const net::IpAddress& address, IdentityId who, net::Instant now) {
    std::vector<Owner>& owners = owners_[address];
    const auto known = std::ranges::find(owners, who, &Owner::who);
    if (known != owners.end()) {
        known->last = now;
        return;
    }
    make_room(owners, limit, &Owner::last) = {who, now, now};
}

void Owners::gone(IdentityId who) {
    for (auto& [address, owners] : owners_) std::erase_if(owners, [&](const Owner& o) { return o.who == who; });
}

int Owners::visible(const net::IpAddress& address, net::Instant then) const {
    const auto found = owners_.find(address);
    if (found == owners_.end()) return 0;
    const std::vector<Owner>& owners = found->second;
    return static_cast<int>(std::ranges::count_if(owners, [&](const Owner& owner) {
        const auto successor = [&](const Owner& other) { return other.first > owner.last; };
        return owner.last >= then && std::ranges::none_of(owners, successor);
    }));
}

}  // namespace holdfast::detector
