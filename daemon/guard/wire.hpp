// What the engine, the guard and a successor say to each other, as bytes. A guard may outlive an upgrade, so that the
// first byte is the version.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "daemon/guard/leftover.hpp"
#include "daemon/guard/promise.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::guard {

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
