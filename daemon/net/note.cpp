#include "daemon/net/note.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace holdfast::net {
namespace {

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"._:/-+%@,"}.find(c) != std::string_view::npos;
}

std::string quoted(const std::string& value) {
    if (!value.empty() && std::ranges::all_of(value, is_plain)) return value;
    std::string text = "\"";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            text += '\\';
            text += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\x%02x", byte);
            text += escape.data();
        } else {
            text += c;
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
