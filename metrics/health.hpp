// Is this host well? The same findings for /livez, /readyz and /healthz, for people, probes and load balancers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

enum class Condition : std::uint8_t { pass, warn, fail };
std::string_view label(Condition condition);

struct Finding {
    std::string subject;  // "engine", "instance web", …
    Condition condition = Condition::pass;
    std::string why;  // empty when it passes
};
using Findings = std::vector<Finding>;

// The engine turns at least once a second; a second late and it is taken for stuck.
inline constexpr net::Duration longest_turn = std::chrono::seconds{2};

Findings liveness(const Snapshot& snapshot);
Findings readiness(const Snapshot& snapshot);
Findings health(const Snapshot& snapshot);

Condition worst(const Findings& findings);

// The first address that a master should have and does not; "" for none, and for the first moments of a reign.
std::string missing_address(const Snapshot& snapshot, const engine::InstanceStatus& instance);

}  // namespace holdfast::metrics
