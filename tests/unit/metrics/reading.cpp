#include "reading.hpp"

#include <algorithm>
#include <stdexcept>

namespace holdfast::metrics {
namespace {

bool has_all(const prometheus::ClientMetric& series, const Labels& labels) {
    return std::ranges::all_of(
        labels, [&](const auto& wanted) { return std::ranges::find(series.label, wanted) != series.label.end(); });
}

double value_of(const prometheus::MetricFamily& family, const prometheus::ClientMetric& series) {
    switch (family.type) {
        case prometheus::MetricType::Counter:
            return series.counter.value;
        case prometheus::MetricType::Gauge:
            return series.gauge.value;
        case prometheus::MetricType::Histogram:
            return static_cast<double>(series.histogram.sample_count);
        default:
            throw std::logic_error{family.name + " has a type that nobody should use"};
    }
}

}  // namespace

const prometheus::MetricFamily& family(const Families& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &prometheus::MetricFamily::name);
    if (found == all.end()) throw std::out_of_range{"no family " + name};
    return *found;
}

std::optional<double> value(const Families& all, const std::string& name, const Labels& labels) {
    const auto& wanted = family(all, name);
    const auto fits = [&](const auto& series) { return has_all(series, labels); };
    const auto found = std::ranges::find_if(wanted.metric, fits);
    if (found == wanted.metric.end()) return std::nullopt;
    return value_of(wanted, *found);
}

std::size_t count(const Families& all, const std::string& name, const Labels& labels) {
    const auto fits = [&](const auto& series) { return has_all(series, labels); };
    return static_cast<std::size_t>(std::ranges::count_if(family(all, name).metric, fits));
}

}  // namespace holdfast::metrics
