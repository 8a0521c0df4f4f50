// The words of a fence between the engine and its guard, which are always of one version.
#pragma once

#include <optional>

#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/guard/equipment.hpp"
#include "daemon/guard/wire.hpp"

namespace holdfast::guard {

struct Equipped {
    Equipment equipment;
    fence::Latch latch;
    bool operator==(const Equipped&) const = default;
};
net::Bytes encode(const Equipped& equipped);
std::optional<Equipped> decode_equipped(net::ByteView message);

// Details beyond 16 KiB are left out: a script gets whole JSON, or none.
net::Bytes encode(const fence::Order& order);
std::optional<fence::Order> decode_order(net::ByteView message);

net::Bytes encode(const fence::Latch& latch);
std::optional<fence::Latch> decode_latch(net::ByteView message);

net::Bytes encode(const fence::Progress& progress);
std::optional<fence::Progress> decode_progress(net::ByteView message);

}  // namespace holdfast::guard
