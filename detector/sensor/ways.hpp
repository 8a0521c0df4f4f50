// From where each target is asked: out of which interface, and from which address of ours. Never from a virtual one,
// since during a split another has it too, and would get the answer.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "detector/own_set.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

struct Way {
    net::InterfaceIndex link{};            // where the target is a neighbour; 0: nowhere, as far as we know
    std::optional<net::IpAddress> source;  // none: the kernel chooses
    bool operator==(const Way&) const = default;
};
using Ways = std::map<net::IpAddress, Way>;

bool is_virtual(const net::IpAddress& address, const Settings& settings);

// Our own address on `link` that a neighbour may be asked from: the primary one; link-local for IPv6.
std::optional<net::IpAddress> own_address(net::InterfaceIndex link, net::Family family, const LocalInterfaces& local,
                                          const Settings& settings);

// `links`: by which interface link-local targets are reached.
Way way_to(const net::IpAddress& target, const std::map<net::IpAddress, net::InterfaceIndex>& links,
           const LocalInterfaces& local, const Settings& settings);

}  // namespace holdfast::detector
