// What a fuzz target gets: bytes, taken one by one as choices, or copied out as a packet. After the end come zeros.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "daemon/net/address.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/net/ensure.hpp"

namespace holdfast::fuzz {

// Aborts with the sentence, which the fuzzer takes for a crash.
using net::ensure;

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : bytes_{data, size} {}

    std::size_t left() const { return bytes_.size(); }
    std::uint8_t u8() {
        const net::ByteView one = view(1);
        return one.empty() ? std::uint8_t{0} : one[0];
    }
    std::uint16_t u16() { return static_cast<std::uint16_t>(u8() << 8 | u8()); }
    bool flag() { return (u8() & 1) != 0; }
    std::size_t below(std::size_t count) { return u8() % count; }
    // A copy of its own size, so that a read past its end is seen.
    net::Bytes take(std::size_t count) {
        const net::ByteView part = view(count);
        return {part.begin(), part.end()};
    }
    net::Bytes rest() { return take(left()); }
    // As long as its first byte says.
    std::string text() {
        const net::ByteView part = view(u8());
        return {part.begin(), part.end()};
    }
    // Up to the next newline, which is dropped.
    std::string line() {
        const auto end = std::ranges::find(bytes_, std::uint8_t{'\n'});
        const net::ByteView part = view(static_cast<std::size_t>(end - bytes_.begin()));
        view(1);
        return {part.begin(), part.end()};
    }
    template <std::size_t size>
    std::array<std::uint8_t, size> array() {
        std::array<std::uint8_t, size> filled{};
        std::ranges::copy(view(size), filled.begin());
        return filled;
    }
    net::MacAddress mac() { return {array<6>()}; }
    net::IpAddress address(net::Family family) {
        return family == net::Family::ipv4 ? net::IpAddress::from_bytes(array<4>())
                                           : net::IpAddress::from_bytes(array<16>());
    }

private:
    net::ByteView view(std::size_t count) {
        const net::ByteView part = bytes_.first(std::min(count, bytes_.size()));
        bytes_ = bytes_.subspan(part.size());
        return part;
    }

    net::ByteView bytes_;
};

inline net::IpAddress ip(const char* text) {
    return *net::IpAddress::parse(text);
}
inline net::Prefix prefix(const char* text) {
    return *net::Prefix::parse(text);
}

}  // namespace holdfast::fuzz
