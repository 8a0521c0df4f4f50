// Reading the values of a catalogue of families.
#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "metrics/families.hpp"
#include "metrics/series.hpp"

namespace holdfast::metrics {

// The family of this name; fails the test when it is absent.
const prometheus::MetricFamily& family(const Families& all, const std::string& name);

// The value of the series that has all these labels (others may follow); none if there is no such series.
// Of a histogram: the number of observations.
std::optional<double> value(const Families& all, const std::string& name, const Labels& labels = {});

// How many series of the family have all these labels.
std::size_t count(const Families& all, const std::string& name, const Labels& labels = {});

}  // namespace holdfast::metrics
