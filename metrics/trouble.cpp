#include "metrics/trouble.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/net/shell_word.hpp"
#include "metrics/health.hpp"
#include "metrics/operator.hpp"
#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

Tone tone_of(detector::Severity severity) {
    return severity == detector::Severity::critical ? Tone::bad : Tone::odd;
}

void add_verdict(const detector::InstanceReport& report, const InstanceStatus& instance, Troubles& troubles) {
    if (severity(report.verdict) < detector::Severity::warning) return;
    auto advice = advice_on(report.verdict, concerned(instance.settings));
    const bool drill = is_drill(report);
    Trouble trouble{.tone = drill ? Tone::odd : tone_of(severity(report.verdict)),
                    .code = std::string{label(report.verdict)},
                    .title = (drill ? "Drill: " : "") + std::string{advice.title},
                    .meaning = drill ? "This is a rehearsal: nothing is wrong, "
                                       "and nobody acts upon it."
                                     : std::string{advice.meaning},
                    .reason = report.reason,
                    .since = report.since,
                    .ruling = report.ruling,
                    .evidence = report.evidence,
                    .steps = drill ? std::vector<Step>{} : std::move(advice.steps)};
    if (!drill && !report.detail.empty()) trouble.code += " (" + report.detail + ")";
    troubles.push_back(std::move(trouble));
}

// Beside the leading verdict, whose evidence says what is known of them, too.
void add_other_verdicts(const detector::InstanceReport& report, const InstanceStatus& instance, Troubles& troubles) {
    for (const auto verdict : report.also) {
        if (severity(verdict) < detector::Severity::warning) continue;
        auto advice = advice_on(verdict, concerned(instance.settings));
        troubles.push_back({.tone = tone_of(severity(verdict)),
                            .code = std::string{label(verdict)},
                            .title = std::string{advice.title},
                            .meaning = std::string{advice.meaning},
                            .reason = {},
                            .steps = std::move(advice.steps)});
    }
}

Trouble standing_trouble(const char* code, const InstanceStatus& instance, Advice advice, std::string reason) {
    return {.tone = Tone::bad,
            .code = code,
            .title = std::string{advice.title},
            .meaning = std::string{advice.meaning},
            .reason = std::move(reason),
            .since = instance.since,
            .steps = std::move(advice.steps)};
}

Trouble fault(const InstanceStatus& instance) {
    std::string reasons;
    for (const auto& one : instance.faults) reasons += (reasons.empty() ? "" : "; ") + one;
    return standing_trouble("fault", instance, advice_on_fault(concerned(instance.settings)),
                            reasons.empty() ? instance.reason : reasons);
}

Trouble fenced(const InstanceStatus& instance) {
    return standing_trouble("fenced", instance, advice_on_fence(concerned(instance.settings)), instance.reason);
}

Step way_back(const InstanceStatus& instance, detector::Pin pin) {
    const auto name = net::shell_word(instance.settings.name);
    if (pin == detector::Pin::drain) return {"Let it take part again:", "holdfast undrain " + name};
    if (pin == detector::Pin::yield) return {"Let it take part again:", fmt::format("holdfast yield {} --clear", name)};
    return {"It returns by itself when the evidence is gone. What it waits for:", "holdfast explain " + name};
}

Trouble withdrawn(const Snapshot& snapshot, const InstanceStatus& instance) {
    return {.code = std::string{label(instance.withdrawn)},
            .title = "This node would not take over",
            .meaning = "It was withdrawn. If the other node fails, nobody serves.",
            .reason = instance.reason,
            .since = instance.since,
            .steps = {way_back(instance, pin_of(snapshot, instance.settings.name))}};
}

Trouble without_address(const std::string& missing) {
    return {.tone = Tone::bad,
            .code = "address_missing",
            .title = "The master does not have its address",
            .meaning = "Clients reach nobody.",
            .reason = missing + " is not on this host",
            .steps = {{"What the kernel has:", "ip address show"},
                      {"Who removes it? What was put back and why:", "holdfast events --since 10m"}}};
}

// The first route or rule that the kernel has refused.
std::string refused_routing(const InstanceStatus& instance) {
    for (const auto& one : instance.routing) {
        if (!one.present && !one.foreign && !one.refusal.empty()) return to_string(one.entry) + ": " + one.refusal;
    }
    return "";
}

Trouble without_routing(const std::string& refused) {
    return {.tone = Tone::bad,
            .code = "routing_missing",
            .title = "The master lacks a route or a rule",
            .meaning = "It holds its addresses, but what should go that way goes another, or nowhere.",
            .reason = refused,
            .steps = {{"What the kernel has of ours, and what stands in the way:",
                       "ip route show table all; ip -6 route show table all; ip rule show"},
                      {"It is tried again each second. When it began:", "holdfast events --since 1h"}}};
}

void add_state(const Snapshot& snapshot, const InstanceStatus& instance, Troubles& troubles) {
    if (instance.state == InstanceState::fault) return troubles.push_back(fault(instance));
    if (instance.state == InstanceState::fenced) return troubles.push_back(fenced(instance));
    if (instance.withdrawn) troubles.push_back(withdrawn(snapshot, instance));
    const auto missing = missing_address(snapshot, instance);
    if (!missing.empty()) troubles.push_back(without_address(missing));
    if (instance.state != InstanceState::master) return;
    if (const auto refused = refused_routing(instance); !refused.empty()) {
        troubles.push_back(without_routing(refused));
    }
}

void sort(Troubles& troubles) {
    std::ranges::stable_sort(troubles, std::ranges::greater{}, &Trouble::tone);
}

// What to do about a finding, by its subject's first word.
struct Remedy {
    std::string_view subject, title;
    Step step;
};

const std::array<Remedy, 6>& remedies() {
    static const std::array<Remedy, 6> table{{
        {"engine",
         "The daemon hangs: what is shown here is old",
         {"See what it said:", "journalctl -u holdfast -n 50"}},
        {"guard",
         "The guard process is gone",
         {"If the daemon dies now, its addresses stay for up to 10 s. It is "
          "started again by itself; if not:",
          "journalctl -u holdfast -n 50"}},
        {"configuration",
         "The last reload was refused: the old settings are in force",
         {"See the errors, with their places:", "holdfast config check /etc/holdfast/holdfast.toml"}},
        {"sockets", "An interface is not listened on", {"Is it there and up?", "ip -brief link"}},
        {"latch",
         "The record of fences cannot be read: everything is fenced",
         {"When it is certain that this node may serve:", "holdfast fence clear"}},
        {"neighbour",
         "Another node is silent on the hello channel",
         {"Is its daemon running, and the way to it open?", "holdfast status"}},
    }};
    return table;
}

const Remedy* remedy_of(const Finding& finding) {
    const auto found = std::ranges::find_if(
        remedies(), [&](const Remedy& remedy) { return finding.subject.starts_with(remedy.subject); });
    return found == remedies().end() ? nullptr : &*found;
}

}  // namespace

Troubles troubles_of(const Snapshot& snapshot, const InstanceStatus& instance) {
    Troubles troubles;
    add_state(snapshot, instance, troubles);
    if (const auto* report = report_of(snapshot, instance.settings.name)) {
        add_verdict(*report, instance, troubles);
        add_other_verdicts(*report, instance, troubles);
    }
    sort(troubles);
    return troubles;
}

Troubles node_troubles(const Snapshot& snapshot) {
    Troubles troubles;
    for (const Finding& finding : health(snapshot)) {
        const Remedy* remedy = remedy_of(finding);
        if (finding.condition == Condition::pass || remedy == nullptr) continue;
        troubles.push_back({.tone = finding.condition == Condition::fail ? Tone::bad : Tone::odd,
                            .code = finding.subject,
                            .title = std::string{remedy->title},
                            .meaning = {},
                            .reason = finding.why,
                            .steps = {remedy->step}});
    }
    sort(troubles);
    return troubles;
}

Tone worst(const Troubles& troubles) {
    return troubles.empty() ? Tone::idle : troubles.front().tone;
}

}  // namespace holdfast::metrics
