#include "detector/prober.hpp"

#include <algorithm>
#include <functional>

namespace holdfast::detector {

namespace {

constexpr net::Duration listening = std::chrono::seconds{1};  // after a probe
constexpr std::size_t answers_limit = 64;                     // of one round

}  // namespace

void Prober::begin(net::Instant first) {
    const bool under_way = sent_ > 0 && sent_ < probes_in_round;
    if (under_way || (next_ && *next_ <= first)) return;
    next_ = first;
}

void Prober::burst(net::Instant now) {
    if (now < next_burst_) return;
    next_burst_ = now + between_bursts;
    begin(now);
}

void Prober::stop() {
    next_.reset();
    sent_ = 0;
    answers_.clear();
}

bool Prober::due(net::Instant now) {
    if (!next_ || now < *next_) return false;
    if (sent_ == probes_in_round) sent_ = 0;
    if (sent_ == 0) answers_.clear();
    ++sent_;
    last_sent_ = now;
    next_ = now + (sent_ < probes_in_round ? spacing : until_audit());
    return true;
}

std::optional<Prober::Tally> Prober::answered(const net::IpAddress& address, IdentityId who, net::Instant now) {
    if (sent_ == 0 || now - last_sent_ > listening) return std::nullopt;
    const auto same = [&](const Answers& a) { return a.address == address && a.who == who; };
    auto answers = std::ranges::find_if(answers_, same);
    if (answers == answers_.end()) {
        if (answers_.size() >= answers_limit) return std::nullopt;
        answers = answers_.insert(answers_.end(), {address, who, {}});
    }
    answers->to.at(static_cast<std::size_t>(sent_ - 1)) = true;
    return Tally{static_cast<int>(std::ranges::count(answers->to, true)), sent_};
}

// Up to a fifth earlier than the interval, never later: the bound of detection holds.
net::Duration Prober::until_audit() {
    const std::size_t spread = std::hash<std::string>{}(name_ + std::to_string(audits_++)) % 1000;
    return audit_interval_ - audit_interval_ / 5 * static_cast<net::Duration::rep>(spread) / 1000;
}

}  // namespace holdfast::detector
