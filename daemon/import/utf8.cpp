#include "daemon/import/utf8.hpp"

#include <cstdint>

namespace holdfast::import {

namespace {

// How many bytes the character that begins so has; 0: none begins so.
std::size_t length_of(unsigned char first) {
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

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[i + offset]); };
        const std::size_t length = length_of(byte(0));
        if (length == 0 || i + length > text.size()) return false;
        if (length > 1 && !is_second(byte(0), byte(1))) return false;
        for (std::size_t k = 2; k < length; ++k) {
            if ((byte(k) & 0xc0U) != 0x80U) return false;
        }
        i += length;
    }
    return true;
}

std::string from_latin(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            result += c;
        } else {
            result += static_cast<char>(0xc0U | byte >> 6U);
            result += static_cast<char>(0x80U | (byte & 0x3fU));
        }
    }
    return result;
}

}  // namespace holdfast::import
