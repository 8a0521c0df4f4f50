// Groups that an interface is to receive, and that switches are to know it receives, by its own reports.
#pragma once

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

class Memberships {
public:
    // Also when it is a member: the interface may be another one of the same number. IPv6 groups.
    Result<void> join(net::InterfaceIndex interface, const net::IpAddress& group);
    void leave(net::InterfaceIndex interface, const net::IpAddress& group);

private:
    Fd fd_;  // memberships end with it
};

}  // namespace holdfast::io
