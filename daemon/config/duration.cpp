#include "daemon/config/duration.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<std::string_view, net::Duration>, 4> units{
    {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}}};

constexpr std::size_t most_digits = 6;  // a million hours fit into 64 bits of nanoseconds

std::optional<std::int64_t> digits(std::string_view text) {
    if (text.empty() || text.size() > most_digits) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<net::Duration> unit(std::string_view name) {
    const auto* found = std::ranges::find(units, name, &std::pair<std::string_view, net::Duration>::first);
    return found == units.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

std::optional<net::Duration> parse_duration(std::string_view text) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, end);
    const std::size_t point = number.find('.');
    const auto scale = unit(text.substr(end));
    const auto whole = digits(number.substr(0, point));
    if (!scale || !whole) return std::nullopt;
    net::Duration duration = *scale * *whole;
    if (point == std::string_view::npos) return duration;

    const std::string_view decimals = number.substr(point + 1);
    const auto fraction = digits(decimals);
    if (!fraction) return std::nullopt;
    std::int64_t divisor = 1;
    for (std::size_t i = 0; i < decimals.size(); ++i) divisor *= 10;
    return duration + *scale * *fraction / divisor;
}

std::string to_text(net::Duration duration) {
    const double seconds = net::seconds(duration);
    if (duration < 1s) return fmt::format("{:g}ms", seconds * 1000);
    if (duration >= 1h && duration % 1h == 0s) return fmt::format("{}h", duration / 1h);
    if (duration >= 1min && duration % 1min == 0s) return fmt::format("{}m", duration / 1min);
    return fmt::format("{:g}s", seconds);
}

}  // namespace holdfast::config
