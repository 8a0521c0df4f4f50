#include "daemon/config/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "daemon/config/spelling.hpp"

namespace holdfast::config {

namespace {

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// With a star for each character of the stretch.
std::string starred(std::string_view line, Place place) {
    std::string result;
    std::uint32_t column = 0;
    for (const char byte : line) {
        const bool starts_character = (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
        if (starts_character) ++column;
        const bool hidden = column >= place.column && column - place.column < place.length;
        if (!hidden) {
            result += byte;
        } else if (starts_character) {
            result += '*';
        }
    }
    return result;
}

}  // namespace

Place place_of(const toml::source_region& region) {
    const bool one_line = region.begin.line == region.end.line;
    const std::uint32_t length = one_line ? region.end.column - region.begin.column : to_end_of_line;
    return {region.begin.line, region.begin.column, std::max(length, 1U)};
}

Place place_of(const toml::node& node) {
    return place_of(node.source());
}

Problems::Problems(std::string_view file, std::string_view text, bool public_file)
    : file_{file}, lines_{split_lines(text)}, public_file_{public_file} {}

void Problems::error(Place place, std::string message, std::string hint) {
    add(Weight::error, place, std::move(message), std::move(hint));
}

void Problems::warning(Place place, std::string message, std::string hint) {
    add(Weight::warning, place, std::move(message), std::move(hint));
}

bool Problems::any_error() const {
    return std::ranges::any_of(found_, [](const Diagnostic& d) { return d.weight == Weight::error; });
}

std::vector<Diagnostic> Problems::take() {
    const auto position = [](const Diagnostic& d) { return std::tie(d.line, d.column, d.message); };
    std::ranges::stable_sort(found_, {}, position);
    const auto repeated = std::ranges::unique(found_, {}, position);
    found_.erase(repeated.begin(), repeated.end());
    return std::exchange(found_, {});
}

std::string_view Problems::line(std::uint32_t number) const {
    return number >= 1 && number <= lines_.size() ? std::string_view{lines_[number - 1]} : std::string_view{};
}

void Problems::hide(Place place) {
    if (place.line == 0 || place.line > lines_.size()) return;
    std::string& line = lines_[place.line - 1];
    line = starred(line, place);
    for (Diagnostic& diagnostic : found_) {
        if (diagnostic.line == place.line) diagnostic.source_line = line;
    }
}

void Problems::hide_value(Place key) {
    const std::string_view text = line(key.line);
    std::size_t at = 0;
    for (std::uint32_t column = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U) ++column;
        if (column >= key.column && text[at] == '=') break;
    }
    const std::size_t value = text.find_first_not_of("= \t", at);
    if (value == std::string_view::npos) return;
    const auto column = static_cast<std::uint32_t>(character_count(text.substr(0, value))) + 1;
    hide({key.line, column, to_end_of_line});
}

void Problems::add(Weight weight, Place place, std::string message, std::string hint) {
    const std::string_view source = line(place.line);
    const auto width = static_cast<std::uint32_t>(character_count(source));
    const std::uint32_t room = width >= place.column ? width - place.column + 1 : 1;
    found_.push_back({weight, file_, place.line, place.column, std::min(place.length, room), std::move(message),
                      std::move(hint), std::string{source}});
}

}  // namespace holdfast::config
