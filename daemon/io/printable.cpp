#include "daemon/io/printable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace holdfast::io {
namespace {

constexpr std::size_t longest_line = 200;

bool prints(char c) {
    return c >= ' ' && c <= '~';
}

}  // namespace

std::string printable(std::string_view text, std::size_t most, std::string_view kept) {
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    std::string result;
    for (const char c : text) {
        if (result.size() >= most) break;
        if (prints(c) || kept.contains(c)) {
            result += c;
        } else {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    result.resize(std::min(result.size(), most));
    return result;
}

std::string with_first_line(std::string what, std::string_view said) {
    const std::string line = printable(said.substr(0, said.find('\n')), longest_line);
    if (!line.empty()) what += ": " + line;
    return what;
}

}  // namespace holdfast::io
