#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/addr.h>
#include <netlink/attr.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>

#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_socket.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::io {
namespace {

struct FreeAddress {
    void operator()(nl_addr* address) const { nl_addr_put(address); }
    void operator()(rtnl_addr* address) const { rtnl_addr_put(address); }
};
using KernelAddress = std::unique_ptr<rtnl_addr, FreeAddress>;

KernelAddress kernel_address(const AddressChange& change) {
    const net::IpAddress& ip = change.prefix.address;
    const bool is_v4 = ip.family() == net::Family::ipv4;
    const std::unique_ptr<nl_addr, FreeAddress> local{
        nl_addr_build(is_v4 ? AF_INET : AF_INET6, ip.bytes().data(), ip.bytes().size())};
    KernelAddress address{rtnl_addr_alloc()};
    net::ensure(local && address, "memory does not run out");
    nl_addr_set_prefixlen(local.get(), change.prefix.length);
    rtnl_addr_set_ifindex(address.get(), static_cast<int>(change.interface));
    rtnl_addr_set_local(address.get(), local.get());
    return address;
}

void set_lease(rtnl_addr& address, std::chrono::seconds lease) {
    if (lease.count() == 0) return;  // the kernel's default is for ever
    const auto lifetime = static_cast<std::uint32_t>(lease.count());
    rtnl_addr_set_valid_lifetime(&address, lifetime);
    rtnl_addr_set_preferred_lifetime(&address, lifetime);
}

// The link-local network is each interface's own.
bool has_own_network(const net::IpAddress& address) {
    return address.family() == net::Family::ipv6 && address.is_link_local();
}

Message request(const AddressChange& change) {
    const KernelAddress address = kernel_address(change);
    nl_msg* message = nullptr;
    int result = 0;
    if (change.kind == AddressChange::Kind::remove) {
        result = rtnl_addr_build_delete_request(address.get(), 0, &message);
    } else {
        set_lease(*address, change.lease);
        // Duplicate address detection would keep a taken-over address silent for a second or more.
        if (change.prefix.address.family() == net::Family::ipv6) rtnl_addr_set_flags(address.get(), IFA_F_NODAD);
        if (!change.label.empty()) rtnl_addr_set_label(address.get(), change.label.c_str());
        if (change.scope != RT_SCOPE_UNIVERSE) rtnl_addr_set_scope(address.get(), change.scope);
        if (change.without_route && !has_own_network(change.prefix.address)) {
            rtnl_addr_set_flags(address.get(), IFA_F_NOPREFIXROUTE);
        }
        const int mode = change.kind == AddressChange::Kind::add ? NLM_F_EXCL : NLM_F_REPLACE;
        result = rtnl_addr_build_add_request(address.get(), mode, &message);
        if (result >= 0) result = nla_put_u8(message, IFA_PROTO, address_mark);
    }
    net::ensure(result >= 0, "an interface and an address make a request");
    return Message{message};
}

}  // namespace

std::vector<ChangeFailure> Netlink::apply(std::span<const AddressChange> changes) {
    std::vector<Message> messages;
    messages.reserve(changes.size());
    for (const AddressChange& change : changes) messages.push_back(request(change));
    return apply_each(*socket_, messages);
}

}  // namespace holdfast::io
