#include "daemon/import/block.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "daemon/config/duration.hpp"
#include "daemon/config/spelling.hpp"

namespace holdfast::import {

namespace {

std::vector<std::string_view> words_in(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool names(const Without& entry, std::string_view keyword) {
    const std::vector<std::string_view> words = words_in(entry.keywords);
    return std::ranges::find(words, keyword) != words.end();
}

}  // namespace

const Keyword* Block::last(std::string_view name) {
    const std::vector<const Keyword*> found = all(name);
    if (found.empty()) return nullptr;
    for (const Keyword* earlier : found) {
        if (earlier == found.back()) continue;
        report_.note(*earlier,
                     fmt::format("{} is said again in line {}, which counts", name, found.back()->where.line));
    }
    return found.back();
}

std::vector<const Keyword*> Block::all(std::string_view name) {
    asked_.push_back(name);
    std::vector<const Keyword*> found;
    for (const Keyword& keyword : keywords_) {
        if (keyword.name() == name) found.push_back(&keyword);
    }
    return found;
}

void Block::finish(std::span<const Without> without) {
    for (const Keyword& keyword : keywords_) {
        if (report_.is_answered(keyword)) continue;
        const auto entry = std::ranges::find_if(without, [&](const Without& e) { return names(e, keyword.name()); });
        entry == without.end() ? unknown(keyword, without) : without_key(keyword, *entry);
    }
}

void Block::without_key(const Keyword& keyword, const Without& entry) {
    switch (entry.answer) {
        case Answer::translated:
        case Answer::standard:
            return report_.standard(keyword);
        case Answer::noted:
            return report_.note(keyword, std::string{entry.reason});
        case Answer::missing:
            return report_.missing(keyword, std::string{entry.reason});
    }
}

void Block::unknown(const Keyword& keyword, std::span<const Without> without) {
    auto [meant, is_new] = meant_.try_emplace(keyword.name());
    if (is_new) {
        std::vector<std::string_view> known = asked_;
        for (const Without& entry : without) std::ranges::copy(words_in(entry.keywords), std::back_inserter(known));
        meant->second = config::did_you_mean(keyword.name(), known);
    }
    report_.missing(keyword, fmt::format("{} is no keyword here{}{}", config::in_quotes(keyword.name()),
                                         meant->second.empty() ? "" : ": ", meant->second));
}

std::optional<int> parse_whole(std::string_view text) {
    int number = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<net::Duration> parse_seconds(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    constexpr double longest = 1e8;
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(number) || std::abs(number) > longest) return std::nullopt;
    return net::Duration{std::llround(number * 1e3) * 1'000'000};
}

std::optional<int> whole_number(const Keyword& keyword, int least, int most, Report& report) {
    const std::optional<int> number = parse_whole(keyword.value());
    if (number && *number >= least && *number <= most) {
        translated(keyword, 2, report);
        return number;
    }
    report.error(keyword.where_of(1),
                 fmt::format("{} takes a whole number from {} to {}", keyword.name(), least, most));
    return std::nullopt;
}

std::optional<net::Duration> seconds(const Keyword& keyword, net::Duration least, net::Duration most, Report& report) {
    const std::optional<net::Duration> time = parse_seconds(keyword.value());
    if (time && *time >= least && *time <= most) {
        translated(keyword, 2, report);
        return time;
    }
    report.error(keyword.where_of(1), fmt::format("{} takes a number of seconds, {} to {}", keyword.name(),
                                                  config::to_text(least), config::to_text(most)));
    return std::nullopt;
}

std::optional<std::string> text(const Keyword& keyword, Report& report) {
    if (!keyword.value().empty()) {
        translated(keyword, 2, report);
        return std::string{keyword.value()};
    }
    report.error(keyword.where, fmt::format("{} has no value", keyword.name()));
    return std::nullopt;
}

bool is_on(const Keyword& keyword) {
    const std::string_view value = keyword.value();
    return value != "off" && value != "false" && value != "no";
}

void translated(const Keyword& keyword, std::size_t from, Report& report) {
    report.translated(keyword);
    if (from >= keyword.words.size()) return;
    std::string rest;
    for (std::size_t n = from; n < keyword.words.size(); ++n) rest += (n == from ? "" : " ") + keyword.words[n].text;
    report.missing(keyword, fmt::format("{} has no meaning here", config::in_quotes(rest)));
}

}  // namespace holdfast::import
