// The Internet checksum (RFC 1071) over pieces, as VRRP, IPv4 and ICMPv6 use it.
#pragma once

#include <cstdint>

#include "daemon/net/bytes.hpp"

namespace holdfast::net {

// Adds pieces in order; only the last piece may have an odd length.
class ChecksumSum {
public:
    ChecksumSum& add(ByteView bytes);
    ChecksumSum& add(std::uint16_t word);
    // What a sender writes into the (zero) checksum field.
    std::uint16_t complement() const;
    // True if the pieces, checksum field included, verify: their sum is all ones.
    bool verifies() const;

private:
    std::uint16_t folded() const;
    std::uint64_t sum_ = 0;
};

}  // namespace holdfast::net
