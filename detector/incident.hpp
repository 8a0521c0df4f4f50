// Two owners at once, told when it is over.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/net/note.hpp"
#include "daemon/net/time.hpp"
#include "detector/verdict.hpp"

namespace holdfast::detector {

struct Incident {
    Verdict verdict = Verdict::split_brain;
    std::string other;  // who served too
    net::Instant since, until;
    bool certain = false;  // false: it may have been so, and no longer than this
    bool operator==(const Incident&) const = default;

    net::Duration duration() const { return until - since; }
};

struct IncidentCount {  // of those that are over
    std::uint64_t number = 0;
    net::Duration total{};

    void add(const Incident& incident) {
        ++number;
        total += incident.duration();
    }
};

// The event `incident`.
net::Note to_note(const Incident& incident, const std::string& instance, net::Instant now);

}  // namespace holdfast::detector
