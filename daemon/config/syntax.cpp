#include "daemon/config/syntax.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace holdfast::config {

namespace {

// "Error while parsing integer: '123…' is not representable in 64 bits"
std::string without_number(std::string text) {
    const std::size_t begin = text.find(": '");
    const std::size_t end = begin == std::string::npos ? begin : text.find('\'', begin + 3);
    return end == std::string::npos ? text : text.replace(begin + 2, end - begin - 1, "it");
}

std::string message_of(const toml::parse_error& error) {
    constexpr std::string_view parsing = "Error while parsing ";
    std::string text = without_number(std::string{error.description()});
    if (text.starts_with(parsing)) return "cannot read this " + text.substr(parsing.size());
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
    return text;
}

std::string hint_for(std::string_view description, std::string_view line) {
    const auto says = [&](std::string_view words) { return description.find(words) != std::string_view::npos; };
    if (says("cannot redefine")) return "it is there already, further up";
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return says("expected '='") ? "key = value" : "";
    const std::size_t value = line.find_first_not_of(" \t", equals + 1);
    if (value == std::string_view::npos) return {};
    const bool bare = line[value] != '"' && line[value] != '\'' && line[value] != '[' && line[value] != '{';
    return bare ? "text is written in quotes: key = \"value\"" : "";
}

// A `key = value` whose mistake is no open bracket or quote that reaches into the following lines.
bool is_contained(const toml::parse_error& error, std::string_view line) {
    const std::string_view description = error.description();
    const auto says = [&](std::string_view words) { return description.find(words) != std::string_view::npos; };
    if (says("array") || says("inline table") || says("table header") || says("multi-line")) return false;
    return line.find('=') != std::string_view::npos;
}

// `key = …`, and no line within a text that began further up.
bool begins_with_a_key(const toml::parse_error& error, std::string_view line) {
    const auto belongs = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == ' ';
    };
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !std::ranges::all_of(line.substr(0, equals), belongs)) return false;
    if (error.description().find("string") == std::string_view::npos) return true;
    const std::size_t value = line.find_first_not_of(" \t", equals + 1);
    return value != std::string_view::npos && std::string_view{"\"'[{"}.contains(line[value]);
}

bool is_header(std::string_view line) {
    return line.starts_with('[') && std::ranges::all_of(line, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view{"_-. \t[]"}.contains(c);
           });
}

// Nobody knows what of the line is a secret: it could not be read.
void hide_values(const toml::parse_error& error, std::uint32_t number, Problems& problems) {
    const std::string_view line = problems.line(number);
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return;
    if (is_header(line)) return;
    if (begins_with_a_key(error, line)) return problems.hide_value({number, 1});
    problems.hide({number, static_cast<std::uint32_t>(begin) + 1, to_end_of_line});
}

// Replaces a line by blanks, so that the others keep their places.
void blank_line(std::string& text, std::uint32_t number) {
    std::size_t start = 0;
    for (std::uint32_t line = 1; line < number; ++line) start = text.find('\n', start) + 1;
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(start), text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
}

}  // namespace

Document parse_toml(std::string text, Problems& problems) {
    constexpr int most_errors = 20;
    for (int errors = 0; errors < most_errors; ++errors) {
        try {
            return {toml::parse(std::string_view{text}), errors == 0};
        } catch (const toml::parse_error& error) {
            const Place place = place_of(error.source());
            const std::string_view line = problems.line(place.line);
            problems.error(place, message_of(error), hint_for(error.description(), line));
            const bool contained = is_contained(error, line);
            hide_values(error, place.line, problems);
            if (!contained) break;
            blank_line(text, place.line);
        }
    }
    return {{}, false};
}

}  // namespace holdfast::config
