#include "daemon/cli/moment.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace holdfast::cli {

namespace {

using namespace std::chrono_literals;

// 2026-11-22T02:07:50.123Z
constexpr std::size_t date_length = 10;
constexpr std::size_t whole_length = 19;
// What a daemon may say, and a clock of nanoseconds can count.
constexpr std::chrono::year earliest{1970};
constexpr std::chrono::year latest{2200};

std::optional<int> number(std::string_view text, std::size_t start, std::size_t length) {
    int value = 0;
    const char* first = text.data() + start;
    const auto [end, error] = std::from_chars(first, first + length, value);
    return error == std::errc{} && end == first + length && value >= 0 ? std::optional{value} : std::nullopt;
}

bool has_shape(std::string_view text) {
    if (text.size() < whole_length + 1 || text.back() != 'Z') return false;
    return text[4] == '-' && text[7] == '-' && text[date_length] == 'T' && text[13] == ':' && text[16] == ':';
}

std::chrono::milliseconds fraction(std::string_view text) {
    if (text[whole_length] != '.') return 0ms;
    return std::chrono::milliseconds{
        number(text, whole_length + 1, std::min<std::size_t>(3, text.size() - whole_length - 2)).value_or(0)};
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
    if (!has_shape(text)) return std::nullopt;
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    const auto hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || date.year() < earliest || date.year() > latest) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + fraction(text);
}

std::string spell(std::chrono::seconds duration) {
    const auto seconds = std::max<std::int64_t>(duration.count(), 0);
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m {}s", seconds / 60, seconds % 60);
    if (seconds < 86400) return fmt::format("{}h {}m", seconds / 3600, seconds / 60 % 60);
    return fmt::format("{}d {}h", seconds / 86400, seconds / 3600 % 24);
}

std::string age(std::string_view moment, Moment now) {
    const std::optional<Moment> then = parse_moment(moment);
    return then ? spell(std::chrono::floor<std::chrono::seconds>(now - *then)) : "-";
}

std::string date_and_time(std::string_view moment) {
    if (!has_shape(moment)) return std::string{moment};
    return std::string{moment.substr(0, date_length)} + " " + time_of_day(moment);
}

std::string time_of_day(std::string_view moment) {
    if (!has_shape(moment)) return std::string{moment};
    return std::string{moment.substr(date_length + 1, moment.size() - date_length - 2)};
}

}  // namespace holdfast::cli
