#include "daemon/import/utf8.hpp"

#include "daemon/net/utf8.hpp"

namespace holdfast::import {

bool is_utf8(std::string_view text) {
    while (const std::size_t length = net::first_character(text)) text.remove_prefix(length);
    return text.empty();
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
