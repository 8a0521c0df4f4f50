// Tells what changes on interfaces and addresses, as it happens.
#pragma once

#include <variant>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/net/link.hpp"

namespace holdfast::io {

struct LinkChanged {
    net::Link link;
};
struct LinkVanished {
    net::InterfaceIndex index{};
};
struct AddressAppeared {  // or was changed: a renewed lease, a finished duplicate address detection
    net::LinkAddress address;
};
struct AddressVanished {
    net::LinkAddress address;
};
using KernelChange = std::variant<LinkChanged, LinkVanished, AddressAppeared, AddressVanished>;

struct Drained {
    std::vector<KernelChange> changes;
    bool overrun = false;  // some were lost: take a new picture by Netlink::dump()
};

class NetlinkMonitor {
public:
    static Result<NetlinkMonitor> open();

    // All that is waiting, without waiting.
    Drained drain();
    int fd() const;

private:
    explicit NetlinkMonitor(NetlinkHandle socket) : socket_{std::move(socket)} {}
    NetlinkHandle socket_;
};

}  // namespace holdfast::io
