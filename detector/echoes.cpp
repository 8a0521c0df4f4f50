#include "detector/echoes.hpp"

namespace holdfast::detector {

namespace {

// FNV-1a; never 0, which marks an empty slot.
std::uint64_t hash(net::ByteView bytes) {
    std::uint64_t value = 14695981039346656037U;
    for (const std::uint8_t byte : bytes) value = (value ^ byte) * 1099511628211U;
    return value | 1U;
}

}  // namespace

void Echoes::sent(net::ByteView frame, net::Instant now) {
    slots_.resize(limit);
    const std::uint64_t value = hash(frame);
    slots_[(value >> 1U) % limit] = {value, now};
}

bool Echoes::sent_lately(net::ByteView frame, net::Instant now) const {
    if (slots_.empty()) return false;
    const std::uint64_t value = hash(frame);
    const Slot& slot = slots_[(value >> 1U) % limit];
    return slot.hash == value && now - slot.at <= lifetime;
}

}  // namespace holdfast::detector
