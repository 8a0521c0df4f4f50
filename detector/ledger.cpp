#include "detector/ledger.hpp"

#include <algorithm>
#include <ranges>
#include <tuple>
#include <utility>

#include "detector/recent.hpp"

namespace holdfast::detector {

void Ledger::record(Evidence evidence) {
    ++totals_.at(std::to_underlying(evidence.kind));
    const auto same = std::ranges::find_if(entries_, [&](const Evidence& e) {
        return e.kind == evidence.kind && e.who == evidence.who && e.mac == evidence.mac && e.where == evidence.where;
    });
    if (same == entries_.end()) {
        // A flood by strangers must not push out what members and this host said.
        const auto rank = [](const Evidence& e) { return std::tuple{e.trust != Trust::anonymous, e.last}; };
        make_room(entries_, limit, rank) = std::move(evidence);
        return;
    }
    evidence.first = same->first;
    evidence.count += same->count;
    *same = std::move(evidence);
}

bool Ledger::again(EvidenceKind kind, std::string_view who, net::Instant now) {
    const auto same = std::ranges::find_if(
        entries_, [&](const Evidence& e) { return e.kind == kind && e.mac.empty() && e.who == who; });
    if (same == entries_.end()) return false;
    ++totals_.at(std::to_underlying(kind));
    ++same->count;
    same->last = now;
    return true;
}

void Ledger::forget_before(net::Instant then) {
    std::erase_if(entries_, [&](const Evidence& e) { return e.last < then; });
}

std::string summary(const std::vector<Evidence>& evidence) {
    constexpr std::size_t told = 5;
    std::string text;
    for (const Evidence& e : evidence | std::views::take(told)) {
        if (!text.empty()) text += ", ";
        text += std::string{label(e.kind)} + " from " + e.who + " x" + std::to_string(e.count);
    }
    if (evidence.size() > told) text += " and " + std::to_string(evidence.size() - told) + " more";
    return text;
}

}  // namespace holdfast::detector
