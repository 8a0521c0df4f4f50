// An address that a dead engine held, as its guard hands it to the successor.
#pragma once

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::guard {

struct Leftover {
    net::InterfaceIndex interface{};
    net::Prefix prefix;
    net::Duration remaining{};  // until it would have been deleted
    bool operator==(const Leftover&) const = default;
};

}  // namespace holdfast::guard
