#include "metrics/age.hpp"

#include <charconv>
#include <cstdint>

#include <system_error>

namespace holdfast::metrics {
namespace {

std::optional<std::chrono::seconds> unit_of(std::string_view text) {
    using namespace std::chrono_literals;
    if (text.empty() || text == "s") return 1s;
    if (text == "m") return 1min;
    if (text == "h") return 1h;
    if (text == "d") return 24h;
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> parse_age(std::string_view text) {
    constexpr std::chrono::seconds longest = std::chrono::years{100};
    std::uint32_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const auto unit = unit_of(text.substr(static_cast<std::size_t>(rest - text.data())));
    if (!unit) return std::nullopt;
    const auto age = *unit * std::int64_t{number};
    return age <= longest ? std::optional{age} : std::nullopt;
}

}  // namespace holdfast::metrics
