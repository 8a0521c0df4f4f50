// The message as bytes: a fixed head, fields of type, length and value, and a keyed hash over all that. DESIGN.md has
// the table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <vector>

#include "daemon/net/bytes.hpp"
#include "daemon/vrrp/hmac.hpp"
#include "detector/hello/message.hpp"

namespace holdfast::hello {

using Digest = vrrp::Digest;
using Sign = vrrp::Sign;  // HMAC-SHA256 with the key that the nodes share

inline constexpr std::size_t largest_message = 1400;  // in one piece on every path
inline constexpr std::size_t most_instances = 32;     // of one message

enum class Fault : std::uint8_t {
    malformed,
    forged,  // not signed with our key
};

// The same in as many messages as it takes, each with its part of the instances; one at least.
std::vector<Message> in_parts(Message whole);

// Beyond their limits, lists are cut short: 16 interfaces and addresses of the node, 8 sources of adverts of each
// instance. `message` is one of in_parts().
net::Bytes encode(const Message& message, const Sign& sign);
// Reads no field before the hash is known to be right. Fields of newer versions are skipped.
std::expected<Message, Fault> decode(net::ByteView bytes, const Sign& sign);

}  // namespace holdfast::hello
