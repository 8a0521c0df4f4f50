#include "daemon/import/sources.hpp"

#include <algorithm>
#include <utility>

#include "daemon/config/spelling.hpp"
#include "daemon/import/utf8.hpp"

namespace holdfast::import {

std::uint32_t Sources::add(std::string name, std::string_view text) {
    Source source{.name = std::move(name), .lines = {}, .latin = {}};
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        source.latin.push_back(!is_utf8(line));
        source.lines.push_back(source.latin.back() ? from_latin(line) : std::string{line});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    sources_.push_back(std::move(source));
    return static_cast<std::uint32_t>(sources_.size() - 1);
}

std::string_view Sources::line(std::uint32_t file, std::uint32_t number) const {
    return number >= 1 && number <= line_count(file) ? std::string_view{sources_[file].lines[number - 1]}
                                                     : std::string_view{};
}

bool Sources::was_latin(std::uint32_t file, std::uint32_t number) const {
    return number >= 1 && number <= line_count(file) && sources_[file].latin[number - 1];
}

config::Diagnostic Sources::diagnostic(Where where, std::string message, std::string hint) const {
    const std::string_view source = line(where.file, where.line);
    const auto width = static_cast<std::uint32_t>(config::character_count(source));
    const std::uint32_t room = width >= where.column ? width - where.column + 1 : 1;
    const std::uint32_t length = where.length == 0 ? room : std::min(where.length, room);
    return {config::Weight::error, name(where.file), where.line,         where.column, length,
            std::move(message),    std::move(hint),  std::string{source}};
}

}  // namespace holdfast::import
