#include "detector/prober.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace holdfast::detector {

namespace {

// Answers to each probe of a round: what at least two of them show.
int second_of(std::vector<int> answers) {
    std::ranges::sort(answers, std::greater{});
    return answers.at(1);
}

}  // namespace

void Prober::begin(net::Instant first) {
    const bool under_way = step_ == Step::anonymous && !preview_;
    if (under_way || (next_ && !step_ && *next_ <= first)) return;
    next_ = first;
    step_.reset();
}

void Prober::burst(net::Instant now) {
    if (now < next_burst_) return;
    next_burst_ = now + between_bursts;
    begin(now);
}

void Prober::preview(net::Instant now, int probes) {
    const net::Instant audit = next_ && !step_ ? *next_ : next_round_;
    start(now, probes);
    preview_ = true;
    next_ = now;
    next_round_ = audit;
}

void Prober::stop() {
    next_.reset();
    step_.reset();
    preview_ = false;
    sent_ = 0;
    sent_from_us_.reset();
    answers_.clear();
}

void Prober::pace(net::Duration audit_interval, net::Instant now) {
    audit_interval_ = audit_interval;
    next_round_ = std::min(next_round_, now + audit_interval);
    if (next_ && !step_) next_ = std::min(*next_, now + audit_interval);
}

std::optional<Prober::Step> Prober::due(net::Instant now) {
    if (!next_ || now < *next_) return std::nullopt;
    if (!step_) start(now, probes_in_round);
    const Step step = *step_;
    switch (step) {
        case Step::anonymous:
            ++sent_;
            last_sent_ = now;
            next_ = now + spacing;
            if (sent_ == planned_) step_ = preview_ ? Step::over : Step::from_us;
            break;
        case Step::from_us:
            sent_from_us_ = now;
            next_ = now + listening;
            step_ = Step::over;
            break;
        case Step::over:
            next_ = std::max(now, next_round_);
            step_.reset();
            break;
    }
    return step;
}

void Prober::start(net::Instant now, int probes) {
    stop();
    planned_ = probes;
    step_ = Step::anonymous;
    // Up to a fifth earlier than the interval, never later: the bound of detection holds.
    next_round_ = now + audit_interval_ - spread(audit_interval_ / 5);
    ++rounds_;
}

net::Duration Prober::spread(net::Duration whole) const {
    const std::size_t share = std::hash<std::string>{}(name_ + std::to_string(rounds_)) % 1000;
    return whole * static_cast<net::Duration::rep>(share) / 1000;
}

bool Prober::asked_lately(ProbeForm form, net::Instant now) const {
    if (form == ProbeForm::from_us) return sent_from_us_ && now - *sent_from_us_ <= listening;
    return sent_ > 0 && now - last_sent_ <= listening;
}

std::optional<Prober::Tally> Prober::answered(const net::IpAddress& address, IdentityId who, ProbeForm form,
                                              bool shared_mac, net::Instant now) {
    if (!asked_lately(form, now)) return std::nullopt;
    const auto same = [&](const Answers& a) { return a.address == address && a.who == who; };
    auto known = std::ranges::find_if(answers_, same);
    if (known == answers_.end()) {
        if (answers_.size() >= answers_limit) return std::nullopt;
        known = answers_.insert(answers_.end(), {address, who, {}, false});
    }
    if (form == ProbeForm::from_us) {
        known->from_us = true;
        return tally(*known);
    }
    std::uint8_t& times = known->to.at(static_cast<std::size_t>(sent_ - 1));
    const std::uint8_t most = shared_mac ? std::uint8_t{answers_limit} : std::uint8_t{1};
    if (times < most) ++times;
    return tally(*known);
}

int Prober::Answers::probes() const {
    return static_cast<int>(std::ranges::count_if(to, [](std::uint8_t times) { return times > 0; }));
}

Prober::Tally Prober::tally(const Answers& answers) const {
    return {.answered = answers.probes(),
            .sent = sent_,
            .owners = owners(answers.address),
            .alike = second_of({answers.to.begin(), answers.to.end()})};
}

int Prober::owners(const net::IpAddress& address) const {
    std::vector<int> seen(probes_in_round);
    for (const Answers& a : answers_) {
        if (a.address != address) continue;
        for (std::size_t i = 0; i < seen.size(); ++i) seen.at(i) += a.to.at(i);
    }
    return second_of(std::move(seen));
}

bool Prober::last_answered() const {
    if (sent_ == 0) return false;
    const auto last = static_cast<std::size_t>(sent_ - 1);
    return std::ranges::any_of(answers_, [&](const Answers& a) { return a.to.at(last) > 0; });
}

int Prober::answered(const net::IpAddress& address) const {
    std::array<bool, probes_in_round> by_anyone{};
    for (const Answers& a : answers_) {
        if (a.address != address) continue;
        for (std::size_t i = 0; i < by_anyone.size(); ++i) by_anyone.at(i) |= a.to.at(i) > 0;
    }
    return static_cast<int>(std::ranges::count(by_anyone, true));
}

}  // namespace holdfast::detector
