#include "metrics/html.hpp"

#include <algorithm>

#include "metrics/json_parts.hpp"

namespace holdfast::metrics {
namespace {

bool is_plain_ascii(char c) {
    return c >= ' ' && c <= '~';
}

void append_escaped(std::string& to, char c) {
    switch (c) {
        case '&':
            to += "&amp;";
            break;
        case '<':
            to += "&lt;";
            break;
        case '>':
            to += "&gt;";
            break;
        case '"':
            to += "&quot;";
            break;
        case '\'':
            to += "&#39;";
            break;
        case '\n':
        case '\t':
            to += c;
            break;
        default:
            const bool control = (c >= 0 && c < ' ') || c == 0x7f;
            to += control ? std::string_view{"\uFFFD"} : std::string_view{&c, 1};
    }
}

bool is_shell_safe(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-.:/@%+,"}.contains(c);
}

}  // namespace

std::string escaped(std::string_view text) {
    const std::string valid = std::ranges::all_of(text, is_plain_ascii) ? std::string{text} : utf8(std::string{text});
    std::string result;
    result.reserve(valid.size());
    for (const char c : valid) append_escaped(result, c);
    return result;
}

std::string shell_word(std::string_view text) {
    if (!text.empty() && std::ranges::all_of(text, is_shell_safe)) return std::string{text};
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'') {
            word += R"('\'')";
        } else {
            word += c;
        }
    }
    return word + "'";
}

}  // namespace holdfast::metrics
