// A hash for signatures in tests: good enough against somebody who only guesses, as a mutation does.
#pragma once

#include <string>

#include "daemon/vrrp/hmac.hpp"

namespace holdfast::vrrp {

inline Sign quick_hash(const std::string& key) {
    return [key](net::ByteView bytes) {
        std::uint64_t sum = 0xcbf29ce484222325;  // FNV-1a
        for (const char c : key) sum = (sum ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
        for (const std::uint8_t byte : bytes) sum = (sum ^ byte) * 0x100000001b3;
        Digest digest{};
        for (std::size_t i = 0; i < 8; ++i) digest[i] = static_cast<std::uint8_t>(sum >> (8 * i));
        return digest;
    };
}

}  // namespace holdfast::vrrp
