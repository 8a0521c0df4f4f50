// Building blocks of the families: a family of a type, and series with their labels and value.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

#include "daemon/engine/status.hpp"
#include "daemon/net/histogram.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

using Labels = std::vector<prometheus::ClientMetric::Label>;
using Families = std::vector<prometheus::MetricFamily>;

prometheus::MetricFamily gauge(std::string name, std::string help);
prometheus::MetricFamily counter(std::string name, std::string help);
prometheus::MetricFamily histogram(std::string name, std::string help);

// Adds a series to a gauge or a counter; beyond 2^53 a count loses precision, as the text format does.
void add(prometheus::MetricFamily& family, Labels labels, double value);
void add(prometheus::MetricFamily& family, Labels labels, std::uint64_t value);
void add(prometheus::MetricFamily& family, Labels labels, bool value);
void add(prometheus::MetricFamily& family, Labels labels, vrrp::Priority value);
// Some of the bounds of net::Histogram suffice where there are many series.
void add(prometheus::MetricFamily& family, Labels labels, const net::Histogram& value,
         std::span<const double> bounds = net::Histogram::bounds);

// As if all had been observed in one place.
void merge(net::Histogram& into, const net::Histogram& more);

// name, interface, vrid, family: on each per-instance series, here followed by `more`.
Labels labels_of(const engine::InstanceSettings& instance, Labels more = {});

// Seconds since 1970 in whole milliseconds: the two clocks are not read at the very same moment, and a
// timestamp that trembles would look like a change.
double unix_seconds(WallTime at);

}  // namespace holdfast::metrics
