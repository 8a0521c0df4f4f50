#include "metrics/rfc3339.hpp"

#include <fmt/format.h>

namespace holdfast::metrics {

std::string rfc3339(WallTime at) {
    using namespace std::chrono;
    const auto rounded = round<milliseconds>(at);
    const auto day = floor<days>(rounded);
    const year_month_day date{day};
    const hh_mm_ss time{rounded - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int{date.year()}, unsigned{date.month()},
                       unsigned{date.day()}, time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

}  // namespace holdfast::metrics
