// A hash of all that happened: two runs with the same digest were the same run.
#pragma once

#include <cstdint>
#include <string_view>

#include "daemon/net/bytes.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::sim {

class Digest {
public:
    void add(std::uint64_t value) { value_ = (value_ ^ value) * 0x100000001b3 ^ (value_ >> 29); }
    void add(net::Instant instant) { add(static_cast<std::uint64_t>(instant.time_since_epoch().count())); }
    void add(net::ByteView bytes) {
        for (const std::uint8_t byte : bytes) add(byte);
    }
    void add(std::string_view text) {
        for (const char letter : text) add(static_cast<std::uint8_t>(letter));
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace holdfast::sim
