// Numbers of the message that writing and reading share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace holdfast::hello::format {

inline constexpr std::array<std::uint8_t, 4> magic{'H', 'F', 'h', 'i'};
inline constexpr std::uint8_t version = 1;
inline constexpr std::size_t head_size = 6;   // magic, version, zero
inline constexpr std::size_t field_head = 4;  // type, length

enum class Field : std::uint16_t {
    node = 1,
    boot = 2,
    sequence = 3,
    echo = 4,
    gateways = 5,
    macs = 6,
    addresses = 7,
    instance = 8,
};

inline constexpr std::uint8_t withdrawn = 1;  // flags of an instance
inline constexpr std::uint8_t pinned = 2;
inline constexpr std::uint8_t addresses_present = 4;
inline constexpr std::uint8_t leaving = 8;
inline constexpr std::uint8_t broken = 16;

inline constexpr std::size_t most_text = 64;
inline constexpr std::size_t most_links = 16;  // Ethernet addresses, and IP addresses
inline constexpr std::size_t most_heard = 8;

}  // namespace holdfast::hello::format
