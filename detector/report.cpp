#include "detector/report.hpp"

#include <array>
#include <utility>

namespace holdfast::detector {

std::string_view label(EvidenceKind kind) {
    static constexpr std::array<std::string_view, evidence_kind_count> names{
        "foreign_advert", "rejected_advert", "claim", "probe_answer", "loop", "silence", "local_fault", "hello"};
    return names.at(std::to_underlying(kind));
}

}  // namespace holdfast::detector
