// A host with two instances: "web" is master of 192.0.2.10, "six" is backup of 2001:db8::10.
#pragma once

#include <memory>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

// What a Snapshot points to, open to changes by a test.
struct Example {
    engine::Status status;
    detector::Report report;
    DaemonStatus daemon;
    EventLog events;
    FenceStatus fence;
    checks::Status checks;
    notify::Status notify;

    Example();
    engine::InstanceStatus& web() { return status.instances[0]; }
    engine::InstanceStatus& six() { return status.instances[1]; }
    detector::InstanceReport& web_report() { return report.instances[0]; }
    Snapshot snapshot() const;
};

inline constexpr net::Instant now{std::chrono::hours{1}};
inline const WallTime wall{std::chrono::milliseconds{1'700'000'000'250}};  // 2023-11-14T22:13:20.250Z

// A node that was heard a second ago, and hears us.
detector::NeighbourReport neighbour(const char* address, const char* node);
detector::NeighbourReport never_heard(const char* address);

// One piece of evidence, three seconds old.
detector::Evidence evidence(detector::EvidenceKind kind, detector::Trust trust);

}  // namespace holdfast::metrics
