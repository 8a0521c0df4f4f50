#include "metrics/series.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <utility>

namespace holdfast::metrics {
namespace {

prometheus::ClientMetric::Histogram cumulative(const net::Histogram& value, std::span<const double> bounds) {
    prometheus::ClientMetric::Histogram result;
    result.sample_sum = std::round(value.sum * 1e6) / 1e6;  // all its digits would be noise
    for (std::size_t i = 0; i < net::Histogram::bounds.size(); ++i) {
        const double bound = net::Histogram::bounds[i];
        result.sample_count += value.counts[i];
        if (std::ranges::find(bounds, bound) != bounds.end()) result.bucket.push_back({result.sample_count, bound});
    }
    result.sample_count += value.counts.back();  // le="+Inf" is written of it
    return result;
}

}  // namespace

prometheus::MetricFamily gauge(std::string name, std::string help) {
    return {std::move(name), std::move(help), prometheus::MetricType::Gauge, {}};
}

prometheus::MetricFamily counter(std::string name, std::string help) {
    return {std::move(name), std::move(help), prometheus::MetricType::Counter, {}};
}

prometheus::MetricFamily histogram(std::string name, std::string help) {
    return {std::move(name), std::move(help), prometheus::MetricType::Histogram, {}};
}

void add(prometheus::MetricFamily& family, Labels labels, double value) {
    auto& series = family.metric.emplace_back();
    series.label = std::move(labels);
    if (family.type == prometheus::MetricType::Counter) {
        series.counter.value = value;
    } else {
        series.gauge.value = value;
    }
}

void add(prometheus::MetricFamily& family, Labels labels, std::uint64_t value) {
    add(family, std::move(labels), static_cast<double>(value));
}

void add(prometheus::MetricFamily& family, Labels labels, bool value) {
    add(family, std::move(labels), value ? 1.0 : 0.0);
}

void add(prometheus::MetricFamily& family, Labels labels, vrrp::Priority value) {
    add(family, std::move(labels), static_cast<double>(value.value()));
}

void add(prometheus::MetricFamily& family, Labels labels, const net::Histogram& value, std::span<const double> bounds) {
    auto& series = family.metric.emplace_back();
    series.label = std::move(labels);
    series.histogram = cumulative(value, bounds);
}

void merge(net::Histogram& into, const net::Histogram& more) {
    std::ranges::transform(into.counts, more.counts, into.counts.begin(), std::plus{});
    into.sum += more.sum;
}

Labels labels_of(const engine::InstanceSettings& instance, Labels more) {
    Labels labels;  // there are thousands of them in a scrape: not built of a list, which would be copied
    labels.reserve(4 + more.size());
    labels.push_back({"name", instance.name});
    labels.push_back({"interface", instance.interface});
    labels.push_back({"vrid", std::to_string(std::to_underlying(instance.vrid))});
    labels.push_back({"family", std::string{label(instance.family)}});
    std::ranges::move(more, std::back_inserter(labels));
    return labels;
}

double unix_seconds(WallTime at) {
    const auto whole = std::chrono::round<std::chrono::milliseconds>(at.time_since_epoch());
    return static_cast<double>(whole.count()) / 1000.0;
}

}  // namespace holdfast::metrics
