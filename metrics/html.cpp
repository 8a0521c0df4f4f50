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

}  // namespace

std::string escaped(std::string_view text) {
    const std::string valid = std::ranges::all_of(text, is_plain_ascii) ? std::string{text} : utf8(std::string{text});
    std::string result;
    result.reserve(valid.size());
    for (const char c : valid) append_escaped(result, c);
    return result;
}

}  // namespace holdfast::metrics
