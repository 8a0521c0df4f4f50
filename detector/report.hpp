// What the detector shows: per instance the verdict with its evidence, and the reachability of gateways and peers.
// An immutable picture, published for HTTP, the control socket and the log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/histogram.hpp"
#include "daemon/net/time.hpp"
#include "detector/incident.hpp"
#include "detector/verdict.hpp"

namespace holdfast::detector {

// The kinds of evidence, the label values of holdfast_detector_evidence_total.
enum class EvidenceKind : std::uint8_t {
    foreign_advert,
    rejected_advert,
    claim,
    probe_answer,
    loop,
    silence,
    local_fault,
    hello
};
inline constexpr std::size_t evidence_kind_count = 8;
std::string_view label(EvidenceKind kind);

struct Evidence {
    EvidenceKind kind{};
    std::string who;    // "10.0.0.2", a node's name, or "unknown"
    std::string mac;    // "" where there is none
    std::string where;  // the interface
    std::string what;   // in words: "advert with priority 100", "answered probe for 10.0.0.10"
    net::Instant first, last;
    std::uint64_t count = 0;
    Trust trust = Trust::anonymous;
    bool operator==(const Evidence&) const = default;
};

struct InstanceReport {
    std::string name;
    Verdict verdict = Verdict::healthy;  // the leading one
    net::Instant since;
    std::string detail;  // the sub-reason: "mute", "deaf", "rogue", "lvs_dr_leak", "clone", "drill"; mostly ""
    std::string reason;  // one sentence, the same in log, API, page and alert
    Trust trust = Trust::local_fact;  // of the best evidence behind the leading verdict
    std::string failure;      // the first critical condition that is neither of strangers alone nor a drill, in words
    bool may_return = false;  // withdrawn, and nothing speaks against its return
    bool successor = false;   // a neighbour says that it could serve instead
    std::string ruling;  // what is done about it and why: "holds: stronger than 10.0.0.2"; "" while there is no case
    std::vector<Evidence> evidence;
    std::vector<Verdict> also;                     // other conditions that hold
    net::Duration split_total{};                   // time spent split, ended and running episodes
    std::map<net::IpAddress, int> owners_visible;  // per address; our own holding counts
    std::array<std::uint64_t, evidence_kind_count> evidence_total{};
    net::Histogram detection;          // first evidence to a critical verdict
    IncidentCount certain, possible;   // two owners at once, over by now
    std::optional<Incident> incident;  // the last of them
};

struct TargetReport {  // a gateway or a peer
    net::IpAddress address;
    bool up = true;  // until `fall` losses in a row
    std::uint64_t answered = 0;
    std::uint64_t lost = 0;
    net::Histogram rtt;
};

struct NeighbourReport {  // a node behind [hello]
    net::IpAddress address;
    std::string node;                           // "" before it was ever heard
    std::optional<net::Instant> last_received;  // authenticated and fresh; none: never
    bool heard = false;                         // lately
    bool hears_us = false;                      // as it says itself
    bool settings_differ = false;               // an instance of the same VRID is configured otherwise there
};

struct HelloCounters {  // messages of the channel
    std::uint64_t sent = 0, received = 0, forged = 0, replayed = 0, malformed = 0;
};

struct Report {
    net::Instant at;
    bool enabled = true;
    std::vector<InstanceReport> instances;
    std::vector<TargetReport> gateways;
    std::vector<TargetReport> peers;
    std::vector<NeighbourReport> neighbours;
    HelloCounters hello;
    std::uint64_t frames_limited = 0;  // not weighed: their sources say too much
};

}  // namespace holdfast::detector
