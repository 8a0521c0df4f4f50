#include <algorithm>
#include <ranges>
#include <tuple>

#include "daemon/vrrp/timing.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::size_t probed_addresses = 16;  // whoever wrongly owns an instance's addresses owns all of them

net::Level level(Severity severity) {
    if (severity == Severity::critical) return net::Level::error;
    return severity == Severity::warning ? net::Level::warning : net::Level::info;
}

}  // namespace

net::Duration Watch::master_down_interval() const {
    if (role_.master_down_interval > net::Duration::zero()) return role_.master_down_interval;
    return vrrp::master_down_interval(watched_.version, watched_.priority, interval());
}

net::Duration Watch::grace() const {
    return std::max<net::Duration>(2 * interval(), milliseconds{500});
}

// A new master is heard, and claims, a moment before we are told that we yielded to it.
net::Duration Watch::settle() const {
    return std::clamp<net::Duration>(interval() / 2, milliseconds{100}, milliseconds{500});
}

net::Duration Watch::clear_time() const {
    const net::Duration base = std::max<net::Duration>(seconds{10}, 3 * master_down_interval());
    return std::max(base, std::min<net::Duration>(base * (1 << std::min(recurrences_, 5)), minutes{5}));
}

net::Duration Watch::deaf_after() const {
    return std::max<net::Duration>(2 * master_down_interval(), seconds{5});
}

void Watch::doubt(net::Instant since, net::Instant now) {
    if (!doubt_) {
        if (now - calm_since_ > minutes{10}) recurrences_ = 0;
        doubt_ = Doubt{.since = since, .last = now, .reason = {}};
    }
    doubt_->last = now;
}

void Watch::end_doubt(net::Instant now) {
    if (doubt_->suspected) ++recurrences_;
    doubt_.reset();
    rivalry_.clear();
    calm_since_ = now;
}

void Watch::weigh(net::Instant now) {
    if (!doubt_) return;
    if (now - doubt_->last >= clear_time()) return end_doubt(now);
    if (now < doubt_->since + settle()) return;
    const auto finding =
        is_master() ? rivalry_.against_us(master_down_interval(), now) : rivalry_.among_others(settle());
    if (!finding) {
        if (!doubt_->suspected) end_doubt(now);  // it took itself back at once
        return;
    }
    if (!doubt_->suspected) {
        doubt_->suspected = true;
        doubt_->reason = finding->reason;
    }
    if (finding->proven && !doubt_->proven) {
        doubt_->proven = true;
        doubt_->reason = finding->reason;
        detection_.observe(now - doubt_->since);
    }
}

void Watch::listen(net::Instant now) {
    const bool deaf = is_master() && link_up_ && now - last_frame_ >= deaf_after();
    if (deaf && !deaf_) {
        record_own(EvidenceKind::local_fault, "saw no frame, not even its own adverts", now);
    }
    deaf_ = deaf;
}

void Watch::probe(net::Instant now, std::vector<Action>& actions) {
    if (!is_master()) return;
    if (doubt_ && doubt_->suspected) prober_.burst(now);
    if (!prober_.due(now)) return;
    for (const net::IpAddress& address : watched_.addresses | std::views::take(probed_addresses)) {
        actions.emplace_back(SendProbe{watched_.interface, address});
    }
}

std::vector<Watch::Condition> Watch::conditions() const {
    std::vector<Condition> hold;
    if (tap_failure_) hold.push_back({Verdict::blind, "cannot listen on " + watched_.interface + ": " + *tap_failure_});
    if (deaf_)
        hold.push_back({Verdict::blind, "no frame was seen on " + watched_.interface + ", not even our own adverts"});
    if (is_master() && jeopardy_) hold.push_back({Verdict::jeopardy, *jeopardy_});
    if (doubt_ && doubt_->suspected) {
        hold.push_back({doubt_->proven ? Verdict::split_brain : Verdict::suspected, doubt_->reason});
    }
    if (grace_end_) {
        hold.push_back({Verdict::transition, grace_reason_});
    } else if (doubt_ && !doubt_->suspected) {
        hold.push_back({Verdict::transition, "another owner showed up: a hand-over may be under way"});
    }
    if (hold.empty()) hold.push_back({Verdict::healthy, "no second owner is seen"});
    std::ranges::sort(hold, {},
                      [](const Condition& c) { return std::tuple{-static_cast<int>(severity(c.verdict)), c.verdict}; });
    return hold;
}

void Watch::pronounce(net::Instant now, std::vector<Action>& actions) {
    const std::vector<Condition> hold = conditions();
    also_.clear();
    for (const Condition& c : hold) {
        if (c.verdict != hold.front().verdict) also_.push_back(c.verdict);
    }
    const Verdict previous = leading_.verdict;
    if (previous == hold.front().verdict) {
        leading_ = hold.front();
        return;
    }
    split_total_ = split_until(now);
    leading_ = hold.front();
    since_ = now;
    actions.emplace_back(note(previous));
}

net::Note Watch::note(Verdict previous) const {
    net::Note note{
        .level = level(severity(leading_.verdict)), .event = "verdict", .instance = watched_.name, .fields = {}};
    note.fields = {{"from", std::string{label(previous)}},
                   {"to", std::string{label(leading_.verdict)}},
                   {"severity", std::string{label(severity(leading_.verdict))}},
                   {"reason", leading_.reason}};
    if (severity(leading_.verdict) >= Severity::warning)
        note.fields.emplace_back("evidence", summary(ledger_.entries()));
    return note;
}

// Two verdicts that are both splits may follow each other: each adds its own time.
net::Duration Watch::split_until(net::Instant now) const {
    return split_total_ + (is_split(leading_.verdict) ? now - since_ : net::Duration::zero());
}

void Watch::advance(net::Instant now, std::vector<Action>& actions) {
    if (grace_end_ && now >= *grace_end_) grace_end_.reset();
    weigh(now);
    listen(now);
    probe(now, actions);
    ledger_.forget_before(now - clear_time());
    pronounce(now, actions);
}

std::optional<net::Instant> Watch::deadline() const {
    auto next = grace_end_;
    if (doubt_) {
        next = net::earlier(next, doubt_->last + clear_time());
        if (!doubt_->suspected) next = net::earlier(next, doubt_->since + settle());
    }
    if (!is_master()) return next;
    if (doubt_ && doubt_->suspected) next = net::earlier(next, prober_.next_burst());
    if (link_up_ && !deaf_) next = net::earlier(next, last_frame_ + deaf_after());
    return net::earlier(next, prober_.deadline());
}

InstanceReport Watch::report(net::Instant now) const {
    InstanceReport report{.name = watched_.name,
                          .verdict = leading_.verdict,
                          .since = since_,
                          .reason = leading_.reason,
                          .evidence = ledger_.entries(),
                          .also = also_,
                          .split_total = split_until(now),
                          .owners_visible = {},
                          .evidence_total = ledger_.totals(),
                          .detection = detection_};
    const net::Duration lately = std::max<net::Duration>(2 * master_down_interval(), seconds{3});
    for (const net::IpAddress& address : watched_.addresses) {
        report.owners_visible[address] = (is_master() ? 1 : 0) + owners_.visible(address, now - lately);
    }
    return report;
}

}  // namespace holdfast::detector
