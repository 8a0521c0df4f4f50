#include "daemon/import/document.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace holdfast::import {

namespace {

constexpr std::size_t widest = 110;

bool is_control(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

}  // namespace

std::string toml_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (is_control(c) || c == '\t') {
            result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string list(const std::vector<std::string>& values) {
    std::string line = fmt::format("[{}]", fmt::join(values, ", "));
    if (line.size() <= widest || values.size() < 2) return line;
    std::string lines = "[\n";
    for (const std::string& value : values) lines += "    " + value + ",\n";
    return lines + "]";
}

std::string list_of_texts(const std::vector<std::string>& texts) {
    std::vector<std::string> values;
    for (const std::string& text : texts) values.push_back(toml_string(text));
    return list(values);
}

std::string inline_table(const std::vector<std::string>& entries) {
    return fmt::format("{{ {} }}", fmt::join(entries, ", "));
}

std::string commented(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string line{text.substr(0, end)};
        std::ranges::replace_if(line, is_control, '?');
        result += line.empty() ? "#\n" : "# " + line + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

void Table::set(std::string key, std::string value, std::string why) {
    Entry entry{std::move(key), std::move(value), std::move(why)};
    const auto known = std::ranges::find(entries_, entry.key, &Entry::key);
    known == entries_.end() ? entries_.push_back(std::move(entry)) : void(*known = std::move(entry));
}

std::string Table::text() const {
    std::string body = title_.empty() ? "" : title_ + "\n";
    for (const Entry& entry : entries_) {
        body += commented(entry.why) + fmt::format("{} = {}\n", entry.key, entry.value);
    }
    std::string above;
    for (const std::string& comment : comments_) above += commented(comment);
    return above + (disabled_ ? commented(body) : body);
}

}  // namespace holdfast::import
