#include "daemon/app/solicited_groups.hpp"

#include <tuple>

namespace holdfast::app {

// Without it the address is served all the same, wherever nobody snoops.
void SolicitedGroups::join(net::InterfaceIndex base, const net::IpAddress& address) {
    const net::IpAddress group = net::solicited_node_group(address);
    members_[{base, group}].insert(address);
    std::ignore = memberships_.join(base, group);
}

void SolicitedGroups::ensure_joined(net::InterfaceIndex base, const net::IpAddress& address) {
    const auto known = members_.find({base, net::solicited_node_group(address)});
    if (known == members_.end() || !known->second.contains(address)) join(base, address);
}

void SolicitedGroups::leave(net::InterfaceIndex base, const net::IpAddress& address) {
    const auto known = members_.find({base, net::solicited_node_group(address)});
    if (known == members_.end() || known->second.erase(address) == 0 || !known->second.empty()) return;
    memberships_.leave(base, known->first.second);
    members_.erase(known);
}

}  // namespace holdfast::app
