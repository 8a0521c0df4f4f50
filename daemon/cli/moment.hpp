// Times of the API as people read them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::cli {

using Moment = std::chrono::system_clock::time_point;

// RFC 3339 in UTC, with or without a fraction: "2026-11-22T02:07:50.123Z".
std::optional<Moment> parse_moment(std::string_view text);
// The two largest units: "12s", "3m 12s", "2h 3m", "5d 4h".
std::string spell(std::chrono::seconds duration);
// How long ago, as above; "-" when it is no time.
std::string age(std::string_view moment, Moment now);
// "2026-11-22 02:07:50.123" and "02:07:50.123"; other text as it is.
std::string date_and_time(std::string_view moment);
std::string time_of_day(std::string_view moment);

}  // namespace holdfast::cli
