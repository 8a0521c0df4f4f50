#include "daemon/net/utf8.hpp"

namespace holdfast::net {
namespace {

// How many bytes the character that begins so has; 0: none begins so.
std::size_t length_by(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return 2;
    if (first >= 0xe0 && first <= 0xef) return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

// RFC 3629 §4: no surrogates, nothing that fewer bytes could say, nothing above U+10FFFF.
bool is_second(unsigned char first, unsigned char second) {
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

}  // namespace

std::size_t first_character(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const std::size_t length = length_by(byte(0));
    if (length == 0 || length > text.size()) return 0;
    if (length > 1 && !is_second(byte(0), byte(1))) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return 0;
    }
    return length;
}

}  // namespace holdfast::net
