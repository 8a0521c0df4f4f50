// The words of a fence between the engine and its guard, which are always of one version.
#pragma once

#include <optional>

#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/guard/equipment.hpp"
#include "daemon/guard/wire.hpp"

namespace holdfast::guard {

// From its outfitter alone.
net::Bytes encode(const Equipment& equipment);
std::optional<Equipment> decode_equipment(net::ByteView message);

// The latch as it is, not to be written.
struct Reminder {
    fence::Latch latch;
    bool operator==(const Reminder&) const = default;
};
net::Bytes encode(const Reminder& reminder);
std::optional<Reminder> decode_reminder(net::ByteView message);

// Details beyond 16 KiB are left out: a script gets whole JSON, or none.
net::Bytes encode(const fence::Order& order);
std::optional<fence::Order> decode_order(net::ByteView message);

net::Bytes encode(const fence::Latch& latch);
std::optional<fence::Latch> decode_latch(net::ByteView message);

net::Bytes encode(const fence::Progress& progress);
std::optional<fence::Progress> decode_progress(net::ByteView message);

}  // namespace holdfast::guard
