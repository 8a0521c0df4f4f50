// What the engine, the guard and a successor say to each other, as bytes. The first says what kind of message it is. A
// guard may outlive an upgrade: what it says to a successor never changes its meaning, and kinds that are not known are
// no error. A decoder's none: it is not this kind, or is damaged.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "daemon/guard/leftover.hpp"
#include "daemon/guard/promise.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::guard {

enum class Kind : std::uint8_t {
    promises = 1,
    leftovers = 1,
    equipment = 2,
    order = 3,
    latch = 4,
    progress = 5,
    reminder = 6,
    handoff = 7,
};
std::optional<Kind> kind_of(net::ByteView message);

// A message is filled up to here, and then by one more promise or address.
constexpr std::size_t message_size = 32768;

struct Told {
    net::Instant at;  // when the engine said it
    std::vector<Promise> promises;
    bool operator==(const Told&) const = default;
};

std::vector<net::Bytes> encode(std::span<const Promise> promises, net::Instant at);
std::optional<Told> decode_promises(net::ByteView message);

std::vector<net::Bytes> encode(std::span<const Leftover> leftovers);
std::optional<std::vector<Leftover>> decode_leftovers(net::ByteView message);

}  // namespace holdfast::guard
