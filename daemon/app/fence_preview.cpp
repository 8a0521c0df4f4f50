#include "daemon/app/fence_preview.hpp"

#include <algorithm>
#include <cstring>

#include "daemon/guard/equipment.hpp"

namespace holdfast::app {
namespace {

std::string could(int objection) {
    return objection == 0 ? "ready" : std::string{"NOT READY, "} + std::strerror(objection);
}

std::string judgement(const detector::InstanceReport& instance) {
    const std::string verdict = instance.name + ": " + std::string{label(instance.verdict)};
    return verdict + ", " + (instance.ruling.empty() ? "nothing is to be done" : instance.ruling) + "\n";
}

std::string command(const fence::Settings& fence, int objection) {
    if (fence.command.empty()) return "command: none\n";
    return "command: " + fence.command.front() + ": " + could(objection) + "\n";
}

std::string escalation(const fence::Settings& fence, int objection) {
    if (fence.escalate.empty()) return "escalation: none\n";
    std::string steps;
    for (const fence::Escalation step : fence.escalate) {
        steps += (steps.empty() ? "" : ", then ") + std::string{label(step)};
        if (step == fence::Escalation::watchdog) steps += " (" + fence.watchdog + ": " + could(objection) + ")";
    }
    return "escalation: " + steps + "\n";
}

}  // namespace

std::string preview(const config::Config& config, const metrics::Snapshot& snapshot, const Readiness& readiness,
                    const std::string& instance) {
    std::string text;
    for (const detector::InstanceReport& report : snapshot.report->instances) {
        if (instance.empty() || report.name == instance) text += judgement(report);
    }
    const std::filesystem::path latch = config.node.state_dir / guard::latch_name;
    text +=
        "policy: " + std::string{label(config.detector.policy)} + (config.detector.dry_run ? ", dry run" : "") + "\n";
    text += "latch: " + latch.string() + ": " + could(readiness.state_dir) + "\n";
    text += command(config.fence, readiness.command) + escalation(config.fence, readiness.watchdog);
    text += "fuse: " + std::string{snapshot.fence->blown ? "BLOWN" : "whole"} + ", " +
            std::to_string(snapshot.fence->latch.fences.size()) + " of " + std::to_string(config.fence.max_per_hour) +
            " fences in an hour";
    return text;
}

}  // namespace holdfast::app
