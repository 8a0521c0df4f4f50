// Bounds-checked reading and writing of big-endian packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace holdfast::net {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Reads forward through a packet. After the first read past the end ok() is false for good and every read
// gives zeros, so a decoder checks once where it matters instead of at each field.
class Reader {
public:
    explicit Reader(ByteView bytes) : bytes_{bytes} {}

    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u32();
    ByteView take(std::size_t count);  // empty when fewer are left
    std::size_t left() const { return bytes_.size() - position_; }
    bool ok() const { return ok_; }

private:
    ByteView bytes_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

// Appends to a packet.
class Writer {
public:
    Writer& u8(std::uint8_t value);
    Writer& u16(std::uint16_t value);
    Writer& u32(std::uint32_t value);
    Writer& append(ByteView bytes);
    Writer& zeros(std::size_t count);
    // Overwrites two bytes written before, e.g. a checksum. The offset must lie inside.
    Writer& put_u16(std::size_t offset, std::uint16_t value);
    Bytes take() { return std::move(bytes_); }
    ByteView view() const { return bytes_; }

private:
    Bytes bytes_;
};

}  // namespace holdfast::net
