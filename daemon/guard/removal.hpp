// Takes addresses off, and looks whether they are.
#pragma once

#include <vector>

#include "daemon/guard/promise.hpp"
#include "daemon/io/netlink.hpp"

namespace holdfast::guard {

// A few times, if need be. Those that were not there, or whose interface is not, are no failure.
void remove(io::Netlink& netlink, const std::vector<GuardedAddress>& addresses);

// Those of ours that are there.
void remove(io::Netlink& netlink, const std::vector<net::Routing>& routing);

// Those of them that the kernel has on an interface, whatever the length of their prefix.
std::vector<GuardedAddress> still_there(const io::KernelPicture& picture, const std::vector<GuardedAddress>& addresses);

}  // namespace holdfast::guard
