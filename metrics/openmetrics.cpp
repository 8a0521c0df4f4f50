#include "metrics/openmetrics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// The gauges that are state sets, and the label that has the state.
struct StateSet {
    std::string_view family, label;
};
constexpr std::array state_sets{StateSet{"holdfast_vrrp_state", "state"}, StateSet{"holdfast_group_state", "state"},
                                StateSet{"holdfast_fence_state", "state"}, StateSet{"holdfast_operator_pin", "pin"}};

const StateSet* state_set(const MetricFamily& family) {
    const auto found = std::ranges::find(state_sets, std::string_view{family.name}, &StateSet::family);
    return found == state_sets.end() ? nullptr : &*found;
}

bool is_info(const MetricFamily& family) {
    return family.type == MetricType::Gauge && family.name.ends_with("_info");
}

// Counters and infos are named without what their samples end with.
std::string_view name_of(const MetricFamily& family) {
    std::string_view name = family.name;
    if (family.type == MetricType::Counter && name.ends_with("_total")) name.remove_suffix(6);
    if (is_info(family)) name.remove_suffix(5);
    return name;
}

std::string_view type_of(const MetricFamily& family) {
    switch (family.type) {
        case MetricType::Counter:
            return "counter";
        case MetricType::Histogram:
            return "histogram";
        case MetricType::Gauge:
            return is_info(family) ? "info" : state_set(family) != nullptr ? "stateset" : "gauge";
        default:
            return "unknown";
    }
}

std::string_view unit_of(std::string_view name) {
    for (const std::string_view unit : {"seconds", "bytes"}) {
        if (name.ends_with(unit) && name[name.size() - unit.size() - 1] == '_') return unit;
    }
    return {};
}

void append_escaped(std::string& to, std::string_view text) {
    for (const char c : text) {
        if (c == '\n') {
            to += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') to += '\\';
        to += c;
    }
}

// Canonical numbers have a point, an exponent or are not finite.
std::string bound_words(double bound) {
    auto words = fmt::format("{}", bound);
    return words.find_first_of(".e") == words.npos ? words + ".0" : words;
}

void append_number(std::string& to, double value) {
    if (std::isnan(value)) {
        to += "NaN";
    } else if (std::isinf(value)) {
        to += value > 0 ? "+Inf" : "-Inf";
    } else if (value == std::floor(value) && std::abs(value) < 1e15) {
        fmt::format_to(std::back_inserter(to), "{}", static_cast<std::int64_t>(value));
    } else {
        fmt::format_to(std::back_inserter(to), "{}", value);
    }
}

class Writer {
public:
    Writer(const MetricFamily& family, std::string& to) : family_{family}, name_{name_of(family)}, to_{to} {}

    void write() {
        head();
        for (const ClientMetric& metric : family_.metric) {
            if (family_.type == MetricType::Histogram) {
                histogram(metric);
            } else {
                sample(family_.name == name_ ? "" : family_.name.substr(name_.size()), metric, extra_of(metric),
                       family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value);
            }
        }
    }

private:
    void head() {
        fmt::format_to(std::back_inserter(to_), "# TYPE {} {}\n", name_, type_of(family_));
        const auto unit = unit_of(name_);
        if (!unit.empty()) fmt::format_to(std::back_inserter(to_), "# UNIT {} {}\n", name_, unit);
        fmt::format_to(std::back_inserter(to_), "# HELP {} ", name_);
        append_escaped(to_, family_.help);
        to_ += '\n';
    }

    // The label that the format adds.
    ClientMetric::Label extra_of(const ClientMetric& metric) const {
        const StateSet* set = state_set(family_);
        if (set == nullptr) return {};
        const auto found = std::ranges::find(metric.label, set->label, &ClientMetric::Label::name);
        return {family_.name, found == metric.label.end() ? std::string{} : found->value};
    }

    void label(const ClientMetric::Label& label, bool& first) {
        to_ += first ? '{' : ',';
        first = false;
        to_ += label.name;
        to_ += "=\"";
        append_escaped(to_, label.value);
        to_ += '"';
    }

    void sample(std::string_view suffix, const ClientMetric& metric, const ClientMetric::Label& extra, double value) {
        to_ += name_;
        to_ += suffix;
        bool first = true;
        for (const auto& one : metric.label) label(one, first);
        if (!extra.name.empty()) label(extra, first);
        to_ += first ? " " : "} ";
        append_number(to_, value);
        to_ += '\n';
    }

    void histogram(const ClientMetric& metric) {
        for (const auto& bucket : metric.histogram.bucket) {
            sample("_bucket", metric, {"le", bound_words(bucket.upper_bound)},
                   static_cast<double>(bucket.cumulative_count));
        }
        const auto count = static_cast<double>(metric.histogram.sample_count);
        sample("_bucket", metric, {"le", "+Inf"}, count);
        sample("_count", metric, {}, count);
        sample("_sum", metric, {}, metric.histogram.sample_sum);
    }

    const MetricFamily& family_;
    std::string_view name_;
    std::string& to_;
};

}  // namespace

void openmetrics(const Snapshot& snapshot, const Options& options, const TakeText& take) {
    std::string text;
    each_offered_family(snapshot, options, [&](const MetricFamily& family) {
        text.clear();
        Writer{family, text}.write();
        take(text);
    });
    take("# EOF\n");
}

}  // namespace holdfast::metrics
