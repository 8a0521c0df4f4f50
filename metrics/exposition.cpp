#include "metrics/exposition.hpp"

#include <prometheus/text_serializer.h>

#include "metrics/parts.hpp"

namespace holdfast::metrics {

void exposition(const Snapshot& snapshot, const Options& options, const TakeText& take) {
    const prometheus::TextSerializer serializer;
    each_offered_family(snapshot, options, [&](prometheus::MetricFamily family) {
        Families one;
        one.push_back(std::move(family));
        take(serializer.Serialize(one));
    });
}

std::string exposition(const Snapshot& snapshot, const Options& options) {
    std::string text;
    exposition(snapshot, options, [&](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace holdfast::metrics
