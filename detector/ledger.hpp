// One instance's evidence trail: bounded, each entry counting what repeats, with totals that only grow.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "detector/report.hpp"

namespace holdfast::detector {

class Ledger {
public:
    static constexpr std::size_t limit = 64;

    // Of something seen at `evidence.last`. The same kind from the same source is the same evidence: counted, and told
    // in its latest words.
    void record(Evidence evidence);
    // The same as before from a source that has no Ethernet address, without any work. False: it is news.
    bool again(EvidenceKind kind, std::string_view who, net::Instant now);
    // Drops what was last seen before `then`.
    void forget_before(net::Instant then);

    const std::vector<Evidence>& entries() const { return entries_; }
    const std::array<std::uint64_t, evidence_kind_count>& totals() const { return totals_; }

private:
    std::vector<Evidence> entries_;
    std::array<std::uint64_t, evidence_kind_count> totals_{};
};

// "foreign_advert from 10.0.0.2 x3, claim from 10.0.0.2 x1"; of many, the first five.
std::string summary(const std::vector<Evidence>& evidence);

}  // namespace holdfast::detector
