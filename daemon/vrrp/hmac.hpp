// Adverts that prove who sent them: draft-cassen-vrrp-auth-hmac-00, as keepalived speaks it since 2.4. A draft: its
// bytes may change yet. Behind the message, which it leaves as it is:
//
//     0        1         2      4         8           10        12                       28
//     +--------+---------+------+---------+-----------+---------+------------------------+
//     | 1      | key, id |  0   | seconds | 1/65536 s | counter | half of an HMAC-SHA256 |
//     +--------+---------+------+---------+-----------+---------+------------------------+
//
// Seconds since 1970, in UTC, and the rest of them are one number of 64 bits, the sequence, which grows with each
// advert.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "daemon/net/bytes.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::vrrp {

struct HmacKey {
    std::uint8_t id = 1;  // 1-255
    std::string secret;   // 32 to 64 bytes; never shown
    bool operator==(const HmacKey&) const = default;
};

enum class HmacMode : std::uint8_t {
    enforce,      // what does not verify is dropped
    permissive,   // sent; what does not verify counts all the same, and is said
    receive_only  // not sent, for neighbours that would drop it; received as permissive
};
std::string_view label(HmacMode mode);  // "enforce" | "permissive" | "receive-only"

struct HmacSettings {
    std::vector<HmacKey> keys;  // each is accepted
    std::uint8_t active = 1;    // the one that is sent
    HmacMode mode = HmacMode::enforce;
    std::chrono::seconds window{5};  // a sender's clock may differ from ours by so much
    bool operator==(const HmacSettings&) const = default;
};

// A hash that only the owner of a key can make, and the way to it. The edge has the library for it.
using Digest = std::array<std::uint8_t, 32>;
using Sign = std::function<Digest(net::ByteView)>;
using SignWith = std::function<Sign(const std::string& key)>;

// What the wall clock says: good for nothing but the sequence.
using UtcTime = std::chrono::sys_time<net::Duration>;

inline constexpr std::size_t trailer_size = 28;

}  // namespace holdfast::vrrp
