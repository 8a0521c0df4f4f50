// HMAC-SHA256 (RFC 2104).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "daemon/net/bytes.hpp"

namespace holdfast::io {

class KeyedHash {
public:
    explicit KeyedHash(std::string key) : key_{std::move(key)} {}
    std::array<std::uint8_t, 32> operator()(net::ByteView bytes) const;

private:
    std::string key_;
};

}  // namespace holdfast::io
