#include "metrics/exposition.hpp"

#include "metrics/parts.hpp"
#include "metrics/writer.hpp"

namespace holdfast::metrics {
namespace {

std::string_view plain_type(prometheus::MetricType type) {
    switch (type) {
        case prometheus::MetricType::Counter:
            return "counter";
        case prometheus::MetricType::Gauge:
            return "gauge";
        case prometheus::MetricType::Histogram:
            return "histogram";
        default:
            return "untyped";
    }
}

}  // namespace

std::string exposition(const Snapshot& snapshot, const Options& options) {
    std::string text;
    text.reserve(usual_size(snapshot));
    each_offered_family(snapshot, options, [&](const prometheus::MetricFamily& family) {
        write(text, family, {.name = family.name, .type = plain_type(family.type)});
    });
    return text;
}

}  // namespace holdfast::metrics
