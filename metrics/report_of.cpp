#include "metrics/report_of.hpp"

#include <algorithm>

namespace holdfast::metrics {

const detector::InstanceReport* report_of(const Snapshot& snapshot, std::string_view instance) {
    if (!snapshot.report->enabled) return nullptr;
    const auto found = std::ranges::find(snapshot.report->instances, instance, &detector::InstanceReport::name);
    return found == snapshot.report->instances.end() ? nullptr : &*found;
}

std::vector<detector::Verdict> conditions_of(const detector::InstanceReport& report) {
    auto conditions = report.also;
    conditions.insert(conditions.begin(), report.verdict);
    return conditions;
}

bool is_drill(const detector::InstanceReport& report) {
    return report.detail == "drill";
}

}  // namespace holdfast::metrics
