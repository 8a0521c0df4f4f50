#include "detector/silences.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

constexpr int rounds_remembered = 6;

}  // namespace

Silences::Silences(const std::vector<net::IpAddress>& addresses) {
    for (const net::IpAddress& address : addresses) silences_.push_back({.address = address, .first = {}, .last = {}});
}

void Silences::round(const Prober& prober, bool reached, bool gaps, net::Instant now) {
    std::vector<int> answered;
    answered.reserve(silences_.size());
    for (const Silence& s : silences_) answered.push_back(prober.answered(s.address));
    const int best = answered.empty() ? 0 : std::ranges::max(answered);
    const bool lost = gaps || (best > 0 && best < prober.sent());
    if (lost) lossy_ = rounds_remembered;
    if (!lost && best > 0 && lossy_ > 0) --lossy_;
    for (std::size_t i = 0; i < silences_.size(); ++i) {
        Silence& s = silences_[i];
        s.able = s.answered_before || reached || best > 0;
        if (answered[i] > 0) {
            s.answered_before = true;
            s.rounds = 0;
            continue;
        }
        if (s.rounds++ == 0) {
            s.first = now;
            s.probes = 0;
        }
        s.last = now;
        s.probes += static_cast<std::uint64_t>(prober.sent());
    }
}

void Silences::reset() {
    for (Silence& s : silences_) s.rounds = 0;
}

bool Silences::any() const {
    return std::ranges::any_of(silences_, [](const Silence& s) { return s.rounds > 0 && s.able; });
}

bool Silences::pressing() const {
    return std::ranges::any_of(silences_, [&](const Silence& s) { return s.rounds > 0 && s.able && !lasting(s); });
}

}  // namespace holdfast::detector
