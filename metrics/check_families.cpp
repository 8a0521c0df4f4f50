// What the checks say, and what that costs.
#include "metrics/parts.hpp"

namespace holdfast::metrics {

void check_families(const Snapshot& snapshot, const Sink& sink) {
    auto up = gauge("holdfast_check_up", "Whether the check is up; 0 also before its first result.");
    auto runs = counter("holdfast_check_runs_total", "Runs that were begun.");
    auto failures = counter("holdfast_check_failures_total", "Runs that failed, for whatever reason.");
    auto timeouts = counter("holdfast_check_timeouts_total", "Runs that were ended when their time was up.");
    auto duration = histogram("holdfast_check_duration_seconds", "How long runs take that end by themselves.");
    auto number = gauge("holdfast_check_number", "What is in the file of a file check.");
    for (const checks::CheckStatus& check : *snapshot.checks) {
        const Labels labels{{"check", check.name}};
        add(up, labels, check.health == checks::Health::up);
        add(runs, labels, check.runs);
        add(failures, labels, check.failures);
        add(timeouts, labels, check.timeouts);
        add(duration, labels, check.durations);
        if (check.number) add(number, labels, static_cast<double>(*check.number));
    }
    for (auto* family : {&up, &runs, &failures, &timeouts, &duration, &number}) sink(std::move(*family));
}

}  // namespace holdfast::metrics
