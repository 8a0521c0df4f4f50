// A family as lines of text. prometheus-cpp's serializer takes six times as long, and knows only the older format.
#pragma once

#include <string>
#include <string_view>

#include <prometheus/metric_family.h>

namespace holdfast::metrics {

// What the formats say differently of a family.
struct Dialect {
    std::string_view name;         // the family's own, which its samples may end beyond
    std::string_view type;         // in the word of the format
    std::string_view unit{};       // "": it is not said
    std::string_view state{};      // the label whose value is repeated under the family's name; "": none
    bool quotes_in_help = false;   // are escaped
    bool bounds_as_reals = false;  // 1.0, not 1
};

void write(std::string& to, const prometheus::MetricFamily& family, const Dialect& dialect);

}  // namespace holdfast::metrics
