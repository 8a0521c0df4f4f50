// The verdicts and their weight. The names are the label values of holdfast_detector_verdict.
#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast::detector {

enum class Severity : std::uint8_t { ok, info, warning, critical };

// In the table's order, which breaks ties between verdicts of one severity.
enum class Verdict : std::uint8_t {
    healthy,
    transition,
    jeopardy,
    flapping,
    suspected,
    split_brain,
    isolated,
    upstream_down,
    uplink_degraded,
    zombie_owner,
    address_conflict,
    proxy_arp,
    vrid_collision,
    misconfigured,
    loop,
    stale_self,
    master_blackhole,
    unowned,
    partial_partition,
    duplicate_daemon,
    oracle_unreliable,
    blind,
};

std::string_view label(Verdict verdict);  // the enumerator's name
Severity severity(Verdict verdict);
std::string_view label(Severity severity);
// Two owners at once: what holdfast_split_brain shows.
bool is_split(Verdict verdict);

// Who may have made the evidence, and what it may cause (see DESIGN.md).
enum class Trust : std::uint8_t { authenticated = 1, local_fact = 2, known_peer = 3, anonymous = 4 };
std::string_view label(Trust trust);  // "T1" … "T4"

}  // namespace holdfast::detector
