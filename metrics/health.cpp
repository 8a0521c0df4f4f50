#include "metrics/health.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;

// The kernel's word comes a moment after the engine's: a new master is given this long.
constexpr net::Duration address_grace = std::chrono::seconds{1};

Finding engine_turns(const Snapshot& snapshot) {
    const auto age = snapshot.now - snapshot.daemon->last_turn;
    if (age < longest_turn) return {"engine", Condition::pass, {}};
    return {"engine", Condition::fail, fmt::format("the loop has not turned for {:.1f} s", net::seconds(age))};
}

Finding expect(std::string subject, bool holds, Condition otherwise, std::string why) {
    if (holds) return {std::move(subject), Condition::pass, {}};
    return {std::move(subject), otherwise, std::move(why)};
}

Finding state_of(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto subject = "instance " + instance.settings.name;
    if (instance.state == InstanceState::fault || instance.state == InstanceState::fenced) {
        return {subject, Condition::fail, fmt::format("{}: {}", label(instance.state), instance.reason)};
    }
    const auto missing = missing_address(snapshot, instance);
    if (!missing.empty()) return {subject, Condition::fail, fmt::format("master without its address {}", missing)};
    // It serves as well as any backup, but would not take over.
    if (instance.withdrawn) return {subject, Condition::warn, instance.reason};
    return {subject, Condition::pass, {}};
}

// What leads may be a stranger's doing, or a drill, and hide what fails.
Finding verdict_of(const detector::InstanceReport& report) {
    const auto subject = "verdict " + report.name;
    if (!report.failure.empty()) return {subject, Condition::fail, report.failure};
    if (detector::severity(report.verdict) < detector::Severity::warning) return {subject, Condition::pass, {}};
    const std::string_view detail = report.detail;
    return {subject, Condition::warn,
            fmt::format("{}{}{}: {}", label(report.verdict), detail.empty() ? "" : "/", detail, report.reason)};
}

Finding neighbour_of(const detector::NeighbourReport& neighbour) {
    return expect("neighbour " + to_string(neighbour.address), neighbour.heard, Condition::warn, "it says no hello");
}

Finding latch_of(const FenceStatus& fence) {
    return expect("latch", !fence.latch.unreadable, Condition::fail, fence.latch.unreadable.value_or(""));
}

}  // namespace

std::string_view label(Condition condition) {
    static constexpr std::array<std::string_view, 3> labels{"pass", "warn", "fail"};
    return labels[std::to_underlying(condition)];
}

std::string missing_address(const Snapshot& snapshot, const InstanceStatus& instance) {
    const bool settled = snapshot.now - instance.since >= address_grace;
    if (instance.state != InstanceState::master || !settled) return {};
    const auto missing = std::ranges::find(instance.addresses, false, &engine::AddressStatus::present);
    return missing == instance.addresses.end() ? std::string{} : to_string(missing->prefix.address);
}

Findings liveness(const Snapshot& snapshot) {
    return {engine_turns(snapshot)};
}

Findings readiness(const Snapshot& snapshot) {
    const auto& daemon = *snapshot.daemon;
    Findings findings{
        engine_turns(snapshot),
        expect("configuration", !daemon.config_sha256.empty(), Condition::fail, "none is loaded"),
        expect("sockets", daemon.sockets_open, Condition::fail, "an interface is not listened on"),
        expect("netlink", daemon.netlink_in_step, Condition::fail, "the kernel's state is not known yet"),
    };
    for (const auto& instance : snapshot.status->instances) {
        findings.push_back(expect("instance " + instance.settings.name, instance.state != InstanceState::init,
                                  Condition::fail, "init: " + instance.reason));
    }
    return findings;
}

Findings health(const Snapshot& snapshot) {
    const auto& daemon = *snapshot.daemon;
    Findings findings{
        engine_turns(snapshot),
        expect("guard", daemon.guard_alive, Condition::warn, "the guard process is gone"),
        expect("configuration", daemon.last_reload_successful, Condition::warn, "the last reload was refused"),
        expect("sockets", daemon.sockets_open, Condition::warn, "an interface is not listened on"),
        latch_of(*snapshot.fence),
    };
    for (const auto& neighbour : snapshot.report->neighbours) findings.push_back(neighbour_of(neighbour));
    for (const auto& instance : snapshot.status->instances) {
        findings.push_back(state_of(snapshot, instance));
        const auto* report = report_of(snapshot, instance.settings.name);
        if (report != nullptr) findings.push_back(verdict_of(*report));
    }
    return findings;
}

Condition worst(const Findings& findings) {
    const auto found = std::ranges::max_element(findings, {}, &Finding::condition);
    return found == findings.end() ? Condition::pass : found->condition;
}

}  // namespace holdfast::metrics
