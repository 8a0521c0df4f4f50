#include "detector/verdict.hpp"

#include <array>
#include <utility>

namespace holdfast::detector {

namespace {

struct Row {
    std::string_view name;
    Severity severity;
};

// In the enumeration's order.
constexpr std::array<Row, 22> table{{
    {"healthy", Severity::ok},
    {"transition", Severity::info},
    {"jeopardy", Severity::warning},
    {"flapping", Severity::warning},
    {"suspected", Severity::warning},
    {"split_brain", Severity::critical},
    {"isolated", Severity::critical},
    {"upstream_down", Severity::warning},
    {"uplink_degraded", Severity::warning},
    {"zombie_owner", Severity::critical},
    {"address_conflict", Severity::critical},
    {"proxy_arp", Severity::warning},
    {"vrid_collision", Severity::warning},
    {"misconfigured", Severity::warning},
    {"loop", Severity::warning},
    {"stale_self", Severity::warning},
    {"master_blackhole", Severity::critical},
    {"unowned", Severity::critical},
    {"partial_partition", Severity::warning},
    {"duplicate_daemon", Severity::critical},
    {"oracle_unreliable", Severity::info},
    {"blind", Severity::warning},
}};
static_assert(table.size() == std::to_underlying(Verdict::blind) + 1U);

}  // namespace

std::string_view label(Verdict verdict) {
    return table.at(std::to_underlying(verdict)).name;
}

Severity severity(Verdict verdict) {
    return table.at(std::to_underlying(verdict)).severity;
}

std::string_view label(Severity severity) {
    static constexpr std::array<std::string_view, 4> names{"ok", "info", "warning", "critical"};
    return names.at(std::to_underlying(severity));
}

bool is_split(Verdict verdict) {
    return verdict == Verdict::split_brain || verdict == Verdict::zombie_owner || verdict == Verdict::address_conflict;
}

std::string_view label(Trust trust) {
    static constexpr std::array<std::string_view, 4> names{"T1", "T2", "T3", "T4"};
    return names.at(std::to_underlying(trust) - 1U);
}

}  // namespace holdfast::detector
