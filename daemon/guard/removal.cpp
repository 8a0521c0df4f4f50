#include "daemon/guard/removal.hpp"

#include <cerrno>
#include <ranges>
#include <set>
#include <tuple>
#include <utility>

namespace holdfast::guard {
namespace {

constexpr int attempts = 3;

bool is_gone(const io::ChangeFailure& failure) {
    return failure.code == EADDRNOTAVAIL || failure.code == ENODEV;
}

}  // namespace

// What is left of them the kernel ends, by the addresses' leases. The first of a network goes last: the kernel would
// make each next one the first in turn (promote_secondaries), which takes it long.
void remove(io::Netlink& netlink, const std::vector<GuardedAddress>& addresses) {
    std::vector<io::AddressChange> changes;
    changes.reserve(addresses.size());
    for (const GuardedAddress& address : std::views::reverse(addresses)) {
        changes.push_back({io::AddressChange::Kind::remove, address.interface, address.prefix, {}});
    }
    for (int attempt = 0; attempt < attempts && !changes.empty(); ++attempt) {
        std::vector<io::AddressChange> remaining;
        for (const io::ChangeFailure& failure : netlink.apply(changes)) {
            if (!is_gone(failure)) remaining.push_back(changes[failure.index]);
        }
        changes = std::move(remaining);
    }
}

void remove(io::Netlink& netlink, const std::vector<net::Routing>& routing) {
    std::vector<io::RoutingChange> changes;
    for (const net::Routing& entry : std::views::reverse(routing)) {
        changes.push_back({io::RoutingChange::Kind::remove, entry});
    }
    std::ignore = netlink.apply(changes);
}

std::vector<GuardedAddress> still_there(const io::KernelPicture& picture,
                                        const std::vector<GuardedAddress>& addresses) {
    std::set<std::pair<net::InterfaceIndex, net::IpAddress>> present;
    for (const net::LinkAddress& address : picture.addresses) present.emplace(address.index, address.prefix.address);
    std::vector<GuardedAddress> there;
    for (const GuardedAddress& address : addresses) {
        if (present.contains({address.interface, address.prefix.address})) there.push_back(address);
    }
    return there;
}

}  // namespace holdfast::guard
