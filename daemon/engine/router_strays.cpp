// Virtual addresses where a router does not serve them.

#include <algorithm>

#include "daemon/engine/router.hpp"

namespace holdfast::engine {

// An owner's virtual addresses are its own.
std::vector<HeldAddress> Router::not_ours(const KernelView& kernel) const {
    std::vector<HeldAddress> found;
    if (!uplink_.index || settings_.priority.is_owner()) return found;
    const auto search = [&](net::InterfaceIndex place, const net::IpAddress& wanted) {
        const std::set<net::Prefix>& present = kernel.virtual_addresses(place);
        for (auto one = present.lower_bound({wanted, 0}); one != present.end(); ++one) {
            if (one->address != wanted) break;  // another size of network is the same address
            const HeldAddress held{place, *one};
            if (!holdings_.owns(held) && !holdings_.leaving(held)) found.push_back(held);
        }
    };
    for (const net::Prefix& wanted : holdings_.wanted()) {
        const auto other = uplink_.elsewhere.find(wanted.address);
        if (other != uplink_.elsewhere.end()) {
            if (other->second) search(*other->second, wanted.address);
            continue;
        }
        search(*uplink_.index, wanted.address);
        if (uplink_.seat && uplink_.seat != uplink_.index) search(*uplink_.seat, wanted.address);
    }
    return found;
}

// An owner that has yielded is left its addresses, and yet two have them (S28).
std::vector<net::IpAddress> Router::strays(const KernelView& kernel) const {
    std::vector<net::IpAddress> found;
    for (const HeldAddress& stray : not_ours(kernel)) found.push_back(stray.prefix.address);
    if (!uplink_.index || !settings_.priority.is_owner()) return found;
    for (const net::Prefix& own : holdings_.wanted()) {
        const auto place = uplink_.places().of(own.address);
        if (place && kernel.has(*place, own.address)) found.push_back(own.address);
    }
    return found;
}

void Router::address_appeared(const HeldAddress& address, Turn& turn) {
    // As each time that a lease was renewed, for each address.
    if (holdings_.owns(address) || holdings_.leaving(address)) return;
    if (concerns(address)) look_for_strays(turn);
}

bool Router::concerns(const HeldAddress& address) const {
    const auto place = uplink_.places().of(address.prefix.address);
    if (uplink_.index != address.interface && place != address.interface) return false;
    const std::vector<net::Prefix>& wanted = holdings_.wanted();
    return std::ranges::find(wanted, address.prefix.address, &net::Prefix::address) != wanted.end();
}

void Router::look_for_strays(Turn& turn) {
    if (!uplink_.index) return strays_.forget();
    strays_.look(*uplink_.index, not_ours(turn.kernel), serving() || stopping_, turn.now);
}

void Router::remove_strays(Turn& turn) {
    for (const HeldAddress& stray : strays_.take(turn.now)) {
        turn.add(RemoveAddress{id_, stray});
        turn.add(
            net::Note{net::Level::warning,
                      "address_removed",
                      settings_.name,
                      {{"address", to_string(stray.prefix)}, {"why", "somebody added it, and we are not master"}}});
    }
}

}  // namespace holdfast::engine
