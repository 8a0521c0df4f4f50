#include "metrics/openmetrics.hpp"

#include <algorithm>
#include <array>

#include "metrics/parts.hpp"
#include "metrics/writer.hpp"

namespace holdfast::metrics {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

// The gauges that are state sets, and the label that has the state.
struct StateSet {
    std::string_view family, label;
};
constexpr std::array state_sets{StateSet{"holdfast_vrrp_state", "state"}, StateSet{"holdfast_group_state", "state"},
                                StateSet{"holdfast_fence_state", "state"}, StateSet{"holdfast_operator_pin", "pin"}};

std::string_view state_label(const MetricFamily& family) {
    const auto found = std::ranges::find(state_sets, std::string_view{family.name}, &StateSet::family);
    return found == state_sets.end() ? std::string_view{} : found->label;
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
            return is_info(family) ? "info" : state_label(family).empty() ? "gauge" : "stateset";
        default:
            return "unknown";
    }
}

std::string_view unit_in(std::string_view name) {
    for (const std::string_view unit : {"seconds", "bytes"}) {
        if (name.ends_with(unit) && name[name.size() - unit.size() - 1] == '_') return unit;
    }
    return {};
}

Dialect dialect_of(const MetricFamily& family) {
    const auto name = name_of(family);
    return {.name = name,
            .type = type_of(family),
            .unit = unit_in(name),
            .state = state_label(family),
            .quotes_in_help = true,
            .bounds_as_reals = true};
}

}  // namespace

std::string openmetrics(const Snapshot& snapshot, const Options& options) {
    std::string text;
    text.reserve(usual_size(snapshot));
    each_offered_family(snapshot, options,
                        [&](const MetricFamily& family) { write(text, family, dialect_of(family)); });
    text += "# EOF\n";
    return text;
}

}  // namespace holdfast::metrics
