// The secret of the hello channel: a keyed hash that is quick and good enough against an attacker who only guesses.
#pragma once

#include <cstdint>
#include <string>

#include "detector/hello/codec.hpp"
#include "tests/sim/digest.hpp"

namespace holdfast::sim {

inline hello::Sign channel_key(std::uint64_t key) {
    return [key](net::ByteView bytes) {
        Digest digest;
        digest.add(key);
        digest.add(bytes);
        hello::Digest signature{};
        for (std::size_t i = 0; i < 8; ++i) signature[i] = static_cast<std::uint8_t>(digest.value() >> (8 * i));
        return signature;
    };
}

// The same for adverts.
inline vrrp::Sign advert_key(const std::string& key) {
    Digest digest;
    digest.add(key);
    return channel_key(digest.value());
}

inline constexpr std::uint64_t shared_key = 0x5eed;
inline constexpr std::uint64_t wrong_key = 0xbad;

}  // namespace holdfast::sim
