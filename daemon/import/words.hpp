// One line of keepalived's language as words and braces.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::import {

struct Word {
    enum class Kind : std::uint8_t { text, open, close };
    Kind kind = Kind::text;
    std::string text;          // without its quotes; backslashes stay
    bool quoted = false;       // it began with a double quote
    std::uint32_t column = 1;  // 1-based, in characters
    std::uint32_t length = 1;
};

struct Uncommented {
    std::string text;
    bool in_a_word = false;  // the comment began in the middle of a word
};
// From # or ! on, outside of double quotes, is a comment; \# and \! are those characters.
Uncommented without_comment(std::string_view line);

struct OpenQuote {
    std::uint32_t column = 1;
};
std::expected<std::vector<Word>, OpenQuote> words_of(std::string_view line);

}  // namespace holdfast::import
