// Packets made right or judged by a second reader: sums are computed here again, not by the code under test.
#pragma once

#include "daemon/net/bytes.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {

// RFC 1071, of whole words; an odd last byte is followed by a zero.
inline std::uint32_t words(net::ByteView bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
    return sum;
}
inline std::uint16_t folded(std::uint32_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}
// The pseudo-header of IPv4 and IPv6 alike: their sums differ in nothing but the addresses.
inline std::uint32_t pseudo_header(const net::IpAddress& source, const net::IpAddress& destination,
                                   std::uint8_t protocol, std::size_t size) {
    return words(source.bytes()) + words(destination.bytes()) + protocol + static_cast<std::uint32_t>(size);
}
// Puts the sum of `bytes`, begun with `base`, where it belongs.
inline void seal(net::Bytes& bytes, std::size_t begin, std::size_t end, std::size_t offset, std::uint32_t base) {
    end = std::min(end, bytes.size());
    if (begin + offset + 2 > end) return;
    bytes[begin + offset] = bytes[begin + offset + 1] = 0;
    const std::uint16_t sum = folded(base + words(net::ByteView{bytes}.subspan(begin, end - begin)));
    const auto complement = static_cast<std::uint16_t>(~sum);
    bytes[begin + offset] = static_cast<std::uint8_t>(complement >> 8);
    bytes[begin + offset + 1] = static_cast<std::uint8_t>(complement & 0xff);
}
inline void put_u16(net::Bytes& bytes, std::size_t offset, std::uint16_t value) {
    if (offset + 2 > bytes.size()) return;
    bytes[offset] = static_cast<std::uint8_t>(value >> 8);
    bytes[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
}
inline std::uint16_t u16_at(net::ByteView bytes, std::size_t offset) {
    return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

}  // namespace holdfast::fuzz
