#include "daemon/net/bytes.hpp"

#include "daemon/net/ensure.hpp"

namespace holdfast::net {

ByteView Reader::take(std::size_t count) {
    if (!ok_ || left() < count) {
        ok_ = false;
        return {};
    }
    const ByteView taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
}

std::uint8_t Reader::u8() {
    const ByteView b = take(1);
    return b.empty() ? std::uint8_t{0} : b[0];
}

std::uint16_t Reader::u16() {
    const ByteView b = take(2);
    return b.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>((b[0] << 8) | b[1]);
}

std::uint32_t Reader::u32() {
    const std::uint32_t high = u16();
    return (high << 16) | u16();
}

Writer& Writer::u8(std::uint8_t value) {
    bytes_.push_back(value);
    return *this;
}

Writer& Writer::u16(std::uint16_t value) {
    return u8(static_cast<std::uint8_t>(value >> 8)).u8(static_cast<std::uint8_t>(value & 0xff));
}

Writer& Writer::u32(std::uint32_t value) {
    return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value & 0xffff));
}

Writer& Writer::append(ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
}

Writer& Writer::zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
}

Writer& Writer::put_u16(std::size_t offset, std::uint16_t value) {
    ensure(offset + 2 <= bytes_.size(), "a field is overwritten only after it was written");
    bytes_[offset] = static_cast<std::uint8_t>(value >> 8);
    bytes_[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
    return *this;
}

}  // namespace holdfast::net
