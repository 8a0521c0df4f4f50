// What the kernel has, mirrored from its reports: interfaces, the host's own addresses, and the virtual ones apart.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/event.hpp"
#include "daemon/net/link.hpp"

namespace holdfast::engine {

class KernelView {
public:
    // Which addresses are virtual: they never serve as a router's own.
    void expect_virtual(std::set<net::IpAddress> addresses);
    bool is_virtual(const net::IpAddress& address) const { return virtual_.contains(address); }

    void replace(const KernelState& state);
    void apply(const LinkChanged& event);
    void apply(const LinkVanished& event);
    void apply(const AddressAppeared& event);
    void apply(const AddressVanished& event);

    const net::Link* link(std::string_view name) const;
    const std::map<net::InterfaceIndex, net::Link>& links() const { return links_; }
    bool has(net::InterfaceIndex index, const net::IpAddress& address) const;
    const std::set<net::Prefix>& virtual_addresses(net::InterfaceIndex index) const;
    // Not virtual; in the kernel's order, which puts the primary first.
    const std::vector<net::LinkAddress>& host_addresses(net::InterfaceIndex index) const;

private:
    void forget_name(net::InterfaceIndex index);

    std::set<net::IpAddress> virtual_;
    std::map<net::InterfaceIndex, net::Link> links_;
    std::map<std::string, net::InterfaceIndex, std::less<>> by_name_;
    std::map<net::InterfaceIndex, std::vector<net::LinkAddress>> host_;
    std::map<net::InterfaceIndex, std::set<net::Prefix>> present_virtual_;
};

}  // namespace holdfast::engine
