#include "daemon/config/diagnostic.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

struct Paint {
    std::string_view bold, red, yellow, green, off;
};
constexpr Paint plain{};
constexpr Paint colours{"\033[1m", "\033[1;31m", "\033[1;33m", "\033[1;32m", "\033[0m"};

// A file may hold anything; a terminal must not obey it.
std::string harmless(std::string_view text) {
    std::string safe{text};
    std::ranges::replace_if(
        safe, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }, '?');
    return safe;
}

// Blanks up to the column; tabs stay tabs, so that the caret stands under its character whatever a tab is worth.
std::string indent(std::string_view line, std::uint32_t column) {
    std::string blanks;
    for (const char byte : line) {
        const bool starts_character = (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
        if (!starts_character) continue;
        if (blanks.size() + 1 >= column) break;
        blanks += byte == '\t' ? '\t' : ' ';
    }
    if (column > blanks.size() + 1) blanks.append(column - blanks.size() - 1, ' ');
    return blanks;
}

std::string place_text(const Diagnostic& d) {
    return d.line == 0 ? d.file : fmt::format("{}:{}:{}", d.file, d.line, d.column);
}

std::string render_one(const Diagnostic& d, const Paint& paint) {
    const bool error = d.weight == Weight::error;
    std::string text =
        fmt::format("{}{}:{} {}{}:{} {}\n", paint.bold, harmless(place_text(d)), paint.off,
                    error ? paint.red : paint.yellow, error ? "error" : "warning", paint.off, harmless(d.message));
    if (d.line != 0) {
        text += fmt::format("{:5} | {}\n", d.line, harmless(d.source_line));
        text += fmt::format("      | {}{}{}{}\n", indent(d.source_line, d.column), paint.green,
                            std::string(std::max(d.length, 1U), '^'), paint.off);
    }
    if (!d.hint.empty()) text += fmt::format("      {}hint:{} {}\n", paint.bold, paint.off, harmless(d.hint));
    return text;
}

}  // namespace

std::string render(const std::vector<Diagnostic>& diagnostics, bool colour) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) text += render_one(diagnostic, colour ? colours : plain);
    return text;
}

}  // namespace holdfast::config
