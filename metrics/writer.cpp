#include "metrics/writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace holdfast::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

void append_escaped(std::string& to, std::string_view text, std::string_view special) {
    while (!text.empty()) {
        const auto plain = std::min(text.find_first_of(special), text.size());
        to += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) return;
        to += '\\';
        to += text.front() == '\n' ? 'n' : text.front();
        text.remove_prefix(1);
    }
}

void append_number(std::string& to, double value) {
    if (std::isnan(value)) {
        to += "NaN";
    } else if (std::isinf(value)) {
        to += value > 0 ? "+Inf" : "-Inf";
    } else if (value == std::floor(value) && std::abs(value) < 1e15) {
        const fmt::format_int whole{static_cast<std::int64_t>(value)};
        to.append(whole.data(), whole.size());
    } else {
        std::array<char, 32> room;  // the longest has 24 characters
        to.append(room.data(), fmt::format_to(room.data(), "{}", value));
    }
}

class Writer {
public:
    Writer(std::string& to, const MetricFamily& family, const Dialect& dialect)
        : to_{to}, family_{family}, dialect_{dialect} {}

    void write() {
        head();
        for (const ClientMetric& metric : family_.metric) {
            name_labels(metric);
            if (family_.type == MetricType::Histogram) {
                histogram(metric.histogram);
            } else {
                sample("", "", family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value);
            }
        }
    }

private:
    void head() {
        line_of_head("# HELP ");
        append_escaped(to_, family_.help, dialect_.quotes_in_help ? "\\\"\n" : "\\\n");
        line_of_head("\n# TYPE ");
        to_ += dialect_.type;
        if (!dialect_.unit.empty()) {
            line_of_head("\n# UNIT ");
            to_ += dialect_.unit;
        }
        to_ += '\n';
    }

    void line_of_head(std::string_view begin) {
        to_ += begin;
        to_ += dialect_.name;
        to_ += ' ';
    }

    // Once for all samples of the series.
    void name_labels(const ClientMetric& metric) {
        labels_.clear();
        for (const auto& label : metric.label) name_label(label.name, label.value);
        if (dialect_.state.empty()) return;
        const auto state = std::ranges::find(metric.label, dialect_.state, &ClientMetric::Label::name);
        if (state != metric.label.end()) name_label(family_.name, state->value);
    }

    void name_label(std::string_view name, std::string_view value) {
        if (!labels_.empty()) labels_ += ',';
        labels_ += name;
        labels_ += "=\"";
        append_escaped(labels_, value, "\\\"\n");
        labels_ += '"';
    }

    void sample(std::string_view suffix, std::string_view bound, double value) {
        to_ += family_.name;
        to_ += suffix;
        if (!labels_.empty() || !bound.empty()) {
            to_ += '{';
            to_ += labels_;
            if (!bound.empty()) append_bound(bound);
            to_ += '}';
        }
        to_ += ' ';
        append_number(to_, value);
        to_ += '\n';
    }

    void append_bound(std::string_view bound) {
        if (!labels_.empty()) to_ += ',';
        to_ += "le=\"";
        to_ += bound;
        to_ += '"';
    }

    void histogram(const ClientMetric::Histogram& histogram) {
        std::string bound;
        for (const auto& bucket : histogram.bucket) {
            bound.clear();
            append_number(bound, bucket.upper_bound);
            if (dialect_.bounds_as_reals && bound.find_first_of(".e") == bound.npos) bound += ".0";
            sample("_bucket", bound, static_cast<double>(bucket.cumulative_count));
        }
        const auto count = static_cast<double>(histogram.sample_count);
        sample("_bucket", "+Inf", count);
        sample("_count", "", count);
        sample("_sum", "", histogram.sample_sum);
    }

    std::string& to_;
    const MetricFamily& family_;
    const Dialect& dialect_;
    std::string labels_;
};

}  // namespace

void write(std::string& to, const MetricFamily& family, const Dialect& dialect) {
    Writer{to, family, dialect}.write();
}

}  // namespace holdfast::metrics
