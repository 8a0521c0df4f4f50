// What is told of it, and what is done about it.
#include <algorithm>

#include "detector/watch.hpp"

namespace holdfast::detector {

using std::chrono::seconds;

namespace {

net::Level level(Severity severity) {
    if (severity == Severity::critical) return net::Level::error;
    return severity == Severity::warning ? net::Level::warning : net::Level::info;
}

bool is_drill(const Condition& condition) {
    return condition.detail == "drill";
}

// Anybody on the LAN can forge what strangers are seen to do, and must not be able to fail us by it, nor to hide by it
// what does.
bool is_failure(const Condition& condition) {
    return severity(condition.verdict) == Severity::critical && condition.trust != Trust::anonymous &&
           !is_drill(condition);
}

std::string in_words(const Condition& condition) {
    return std::string{label(condition.verdict)} + (condition.detail.empty() ? "" : "/" + condition.detail) + ": " +
           condition.reason;
}

}  // namespace

// A drill is shown as what it rehearses, marked; its time is no time of a split.
void Watch::pronounce(std::vector<Condition> hold, net::Instant now, std::vector<Action>& actions) {
    also_.clear();
    for (const Condition& c : hold) {
        const bool known = c.verdict == hold.front().verdict || std::ranges::find(also_, c.verdict) != also_.end();
        if (!known) also_.push_back(c.verdict);
    }
    const auto failure = std::ranges::find_if(hold, is_failure);
    failure_ = failure == hold.end() ? "" : in_words(*failure);
    const bool split =
        std::ranges::any_of(hold, [](const Condition& c) { return is_split(c.verdict) && !is_drill(c); });
    if (!split) split_total_ = split_until(now);
    if (split != split_since_.has_value()) split_since_ = split ? std::optional{now} : std::nullopt;

    const Condition previous = std::exchange(leading_, std::move(hold.front()));
    if (previous.verdict == leading_.verdict && is_drill(previous) == is_drill(leading_)) return;
    since_ = now;
    actions.emplace_back(note(previous.verdict, now));
}

net::Note Watch::note(Verdict previous, net::Instant now) const {
    const Severity weight = severity(leading_.verdict);
    net::Note note{.level = level(weight), .event = "verdict", .instance = watched_.name, .fields = {}};
    note.fields = {{"from", std::string{label(previous)}},
                   {"to", std::string{label(leading_.verdict)}},
                   {"severity", std::string{label(weight)}},
                   {"reason", leading_.reason}};
    if (!leading_.detail.empty()) note.fields.emplace_back("detail", leading_.detail);
    if (weight >= Severity::warning) note.fields.emplace_back("evidence", summary(evidence(now)));
    return note;
}

void Watch::tell_incidents(net::Instant now, std::vector<Action>& actions) {
    if (holds_left_over(now)) {
        const Advertiser* served = advertisers_.followed(now);
        Finding ours;
        ours.verdict = Verdict::split_brain;
        ours.since = *stray_since_;
        ours.last = now;
        if (served != nullptr) ours.who = served->source.who;
        incidents_.proven(ours, now);
    }
    for (const Incident& over : incidents_.over(now)) actions.emplace_back(to_note(over, watched_.name, now));
}

net::Duration Watch::split_until(net::Instant now) const {
    return split_total_ + (split_since_ ? now - *split_since_ : net::Duration::zero());
}

// What two parts know of is told once.
std::vector<Evidence> Watch::evidence(net::Instant now) const {
    std::vector<Evidence> all = ledger_.entries();
    for (const auto& part : {audit_.evidence(now), drift_.evidence(), steadiness_.evidence()}) {
        for (const Evidence& e : part) {
            const bool known = std::ranges::any_of(
                all, [&](const Evidence& a) { return a.kind == e.kind && a.who == e.who && a.mac == e.mac; });
            if (!known) all.push_back(e);
        }
    }
    return all;
}

InstanceReport Watch::report(net::Instant now) const {
    InstanceReport report{.name = watched_.name,
                          .verdict = leading_.verdict,
                          .since = since_,
                          .detail = leading_.detail,
                          .reason = leading_.reason,
                          .trust = leading_.trust,
                          .failure = failure_,
                          .may_return = arbiter_.may_return(),
                          .successor = successor_,
                          .ruling = ruling_,
                          .evidence = evidence(now),
                          .also = also_,
                          .split_total = split_until(now),
                          .owners_visible = {},
                          .evidence_total = ledger_.totals(),
                          .detection = detection_,
                          .certain = incidents_.certain(),
                          .possible = incidents_.possible(),
                          .incident = incidents_.last()};
    const net::Duration lately = std::max<net::Duration>(2 * down_interval(), seconds{3});
    for (const net::IpAddress& address : watched_.addresses) {
        report.owners_visible[address] = (is_master() ? 1 : 0) + owners_.visible(address, now - lately);
    }
    return report;
}

}  // namespace holdfast::detector
