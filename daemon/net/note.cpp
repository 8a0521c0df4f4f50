#include "daemon/net/note.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "daemon/net/utf8.hpp"

namespace holdfast::net {
namespace {

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"._:/-+%@,"}.find(c) != std::string_view::npos;
}

// Neither a terminal nor what reads lines takes it for something else: no control characters (C1 too), no separators of
// lines, nothing that is no UTF-8.
bool prints(std::string_view character) {
    if (character.size() == 1) return character[0] >= ' ' && character[0] != '\x7f';
    const bool is_control = character[0] == '\xc2' && static_cast<unsigned char>(character[1]) < 0xa0;
    return !is_control && character != "\u2028" && character != "\u2029";
}

void append_escaped(std::string& text, std::string_view bytes) {
    for (const char c : bytes) {
        std::array<char, 5> escape{};
        std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned char>(c));
        text += escape.data();
    }
}

std::string quoted(const std::string& value) {
    if (!value.empty() && std::ranges::all_of(value, is_plain)) return value;
    std::string text = "\"";
    for (std::string_view rest = value; !rest.empty();) {
        const std::size_t length = first_character(rest);
        const std::string_view character = rest.substr(0, std::max<std::size_t>(length, 1));
        rest.remove_prefix(character.size());
        if (character == "\"" || character == "\\") text += '\\';
        if (length > 0 && prints(character)) {
            text += character;
        } else {
            append_escaped(text, character);
        }
    }
    return text + '"';
}

}  // namespace

std::string_view label(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    std::unreachable();
}

std::string to_string(const Note& note) {
    std::string text = note.event;
    if (!note.instance.empty()) text += " instance=" + quoted(note.instance);
    for (const auto& [name, value] : note.fields) text += " " + name + "=" + quoted(value);
    return text;
}

}  // namespace holdfast::net
