// All that is wrong, in words for people: of an instance, and of the node as a whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/advice.hpp"
#include "metrics/snapshot.hpp"
#include "metrics/tone.hpp"

namespace holdfast::metrics {

struct Trouble {
    Tone tone = Tone::odd;  // odd: look at it; bad: act
    std::string code;       // "split_brain", "fault": what log, metrics and manual call it
    std::string title;
    std::string meaning;                  // for those who use the address
    std::string reason;                   // the daemon's own words
    std::optional<net::Instant> since{};  // none: not known
    std::string ruling{};                 // what the daemon does about it; "": nothing
    std::vector<detector::Evidence> evidence{};
    std::vector<Step> steps{};
};
using Troubles = std::vector<Trouble>;  // the worst first

Troubles troubles_of(const Snapshot& snapshot, const engine::InstanceStatus& instance);
// What concerns no instance alone: the engine, the guard, the configuration, the other nodes.
Troubles node_troubles(const Snapshot& snapshot);

// idle for none.
Tone worst(const Troubles& troubles);

}  // namespace holdfast::metrics
