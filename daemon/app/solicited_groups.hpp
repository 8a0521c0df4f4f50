// Who asks for an IPv6 address asks its solicited-node group. On a macvlan whose reports are silenced, a switch that
// snoops would not send us the question: the interface below joins in its place, with its own MAC (P166).
#pragma once

#include <map>
#include <set>
#include <utility>

#include "daemon/io/memberships.hpp"

namespace holdfast::app {

class SolicitedGroups {
public:
    void join(net::InterfaceIndex base, const net::IpAddress& address);
    void ensure_joined(net::InterfaceIndex base, const net::IpAddress& address);
    void leave(net::InterfaceIndex base, const net::IpAddress& address);

private:
    using Group = std::pair<net::InterfaceIndex, net::IpAddress>;

    io::Memberships memberships_;
    std::map<Group, std::set<net::IpAddress>> members_;  // addresses with the same end share a group
};

}  // namespace holdfast::app
