#include "metrics/series.hpp"

#include <iterator>
#include <utility>

namespace holdfast::metrics {
namespace {

prometheus::ClientMetric::Histogram cumulative(const net::Histogram& value) {
    prometheus::ClientMetric::Histogram result;
    result.sample_sum = value.sum;
    for (std::size_t i = 0; i < net::Histogram::bounds.size(); ++i) {
        result.sample_count += value.counts[i];
        result.bucket.push_back({result.sample_count, net::Histogram::bounds[i]});
    }
    result.sample_count += value.counts.back();  // the serializer adds le="+Inf"
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

void add(prometheus::MetricFamily& family, Labels labels, const net::Histogram& value) {
    auto& series = family.metric.emplace_back();
    series.label = std::move(labels);
    series.histogram = cumulative(value);
}

Labels labels_of(const engine::InstanceSettings& instance, Labels more) {
    Labels labels{{"name", instance.name},
                  {"interface", instance.interface},
                  {"vrid", std::to_string(std::to_underlying(instance.vrid))},
                  {"family", std::string{label(instance.family)}}};
    labels.insert(labels.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return labels;
}

double unix_seconds(WallTime at) {
    const auto whole = std::chrono::round<std::chrono::milliseconds>(at.time_since_epoch());
    return static_cast<double>(whole.count()) / 1000.0;
}

}  // namespace holdfast::metrics
