// Asks the kernel about interfaces, addresses and gateways; changes addresses, many in one message; makes macvlans.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/net/link.hpp"
#include "daemon/net/routing.hpp"

struct nl_sock;

namespace holdfast::io {

struct CloseNetlink {
    void operator()(nl_sock* socket) const;
};
using NetlinkHandle = std::unique_ptr<nl_sock, CloseNetlink>;

struct KernelPicture {
    std::vector<net::Link> links;
    std::vector<net::LinkAddress> addresses;
};

struct AddressChange {
    enum class Kind {
        add,      // fails with EEXIST when it is there: what others own is never touched
        refresh,  // renews the lease; adds it if it has gone
        remove,
    };
    Kind kind = Kind::add;
    net::InterfaceIndex interface{};
    net::Prefix prefix;
    std::chrono::seconds lease{};  // the kernel deletes it after that; 0: never
    bool without_route = false;    // to its network, which another interface serves; link-local networks have none
    std::string label{};           // of IPv4
    std::uint8_t scope = 0;        // the same; 0: global
};

struct RoutingChange {
    enum class Kind {
        add,     // fails with EEXIST when one stands in its place
        remove,  // one of ours, by our mark; fails with ESRCH or ENOENT when there is none
    };
    Kind kind = Kind::add;
    net::Routing entry;
};

struct ChangeFailure {
    std::size_t index = 0;  // of the change
    int code = 0;           // an errno
    std::string text;       // "ipv4: Address already assigned", else the errno's words
};

// Ours by an alias that begins so.
inline constexpr std::string_view link_mark = "holdfast";
// An address by the protocol that added it, IFA_PROTO, of which Linux itself has the first few; routes and rules by
// theirs.
inline constexpr std::uint8_t address_mark = 112;
inline constexpr std::uint8_t routing_mark = 112;

// One that is there, and what tells whose it is.
struct StandingAddress {
    net::InterfaceIndex interface{};
    net::Prefix prefix;
    bool ours = false;    // it has our mark, which Linux keeps since 5.18
    bool leased = false;  // the kernel will delete it
    bool operator==(const StandingAddress&) const = default;
};

struct Macvlan {
    net::InterfaceIndex base{};
    std::string name;
    net::MacAddress mac;
};

class Netlink {
public:
    static Result<Netlink> open();

    // Everything at one moment: repeated while the kernel says that it changed meanwhile.
    Result<KernelPicture> dump();
    Result<net::Link> link(net::InterfaceIndex index);
    Result<net::Link> link(const std::string& name);
    // Administratively, as `ip link set down`.
    Result<void> set_down(net::InterfaceIndex index);
    // Next hops of the main table's default routes.
    Result<std::vector<std::pair<net::InterfaceIndex, net::IpAddress>>> default_gateways();
    Result<std::vector<StandingAddress>> standing_addresses();
    // Each change stands for itself; those that failed are told. 256 changes a message.
    std::vector<ChangeFailure> apply(std::span<const AddressChange> changes);
    std::vector<ChangeFailure> apply(std::span<const RoutingChange> changes);
    // Routes and rules with our mark.
    Result<std::vector<net::Routing>> our_routing();

    // In bridge mode, marked as ours, not yet up; one of the name above the same base is mended. EEXIST: the name is
    // another's.
    Result<void> make(const Macvlan& wanted);
    Result<void> bring_up(net::InterfaceIndex index);
    Result<void> remove(std::span<const net::InterfaceIndex> links);

private:
    explicit Netlink(NetlinkHandle socket) : socket_{std::move(socket)} {}
    NetlinkHandle socket_;
};

}  // namespace holdfast::io
