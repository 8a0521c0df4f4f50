#include "daemon/net/checksum.hpp"

namespace holdfast::net {

ChecksumSum& ChecksumSum::add(ByteView bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        const unsigned low = i + 1 < bytes.size() ? bytes[i + 1] : 0U;
        sum_ += (static_cast<unsigned>(bytes[i]) << 8) | low;
    }
    return *this;
}

ChecksumSum& ChecksumSum::add(std::uint16_t word) {
    sum_ += word;
    return *this;
}

std::uint16_t ChecksumSum::folded() const {
    std::uint64_t sum = sum_;
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

std::uint16_t ChecksumSum::complement() const {
    return static_cast<std::uint16_t>(~folded());
}

bool ChecksumSum::verifies() const {
    return folded() == 0xffff;
}

}  // namespace holdfast::net
