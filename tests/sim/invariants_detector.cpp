// What the detector says and orders.

#include <algorithm>

#include "daemon/vrrp/timing.hpp"
#include "tests/sim/invariants.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

const detector::InstanceReport* first_of(const detector::Report& report) {
    return report.instances.empty() ? nullptr : &report.instances.front();
}

bool says_split(const Host& host, net::Instant now) {
    const detector::Report report = host.lookout()->report(host.clock().local(now));
    return std::ranges::any_of(report.instances, [](const detector::InstanceReport& instance) {
        return is_split(instance.verdict) || std::ranges::any_of(instance.also, detector::is_split);
    });
}

}  // namespace

// §9 (6). In a run without faults there is no split and nothing critical.
void Invariants::no_false_alarm(net::Instant now) {
    if (!plan_.detector || now < next_look_) return;
    next_look_ = now + 500ms;
    ++tally_.calm_looks;
    for (const auto& host : hosts_) {
        if (!host->lookout()) continue;
        const detector::Report report = host->lookout()->report(host->clock().local(now));
        const detector::InstanceReport* first = first_of(report);
        if (!first || severity(first->verdict) < detector::Severity::critical) continue;
        record_.breach(now, __func__, host->name() + " says " + std::string{label(first->verdict)});
    }
}

// §9 (6). Within the bounds of detector.md §4: adverts or, where none is heard, the next audit. After a reload that
// changes an instance it is watched anew.
void Invariants::a_visible_split_is_reported(Overlap& overlap, const Host& one, const Host& other, net::Instant now) {
    const bool visible = lan_.reaches(one.number(), other.number()) && lan_.reaches(other.number(), one.number()) &&
                         one.runs() && other.runs() && one.lookout() && other.lookout();
    if (!visible) {
        overlap.visible_since.reset();
        return;
    }
    overlap.visible_since = std::max({overlap.visible_since.value_or(now), last_attack_, last_reload_});
    const bool heard =
        lan_.adverts_reach(one.number(), other.number()) || lan_.adverts_reach(other.number(), one.number());
    const net::Duration grace = std::max<net::Duration>(2 * plan_.group.interval, 500ms);
    const net::Duration audit = detector_settings(plan_, 0, one.variation())->audit_interval;
    const net::Duration bound = grace + (heard ? 4 * plan_.group.interval + 1s : audit + 3s);
    if (now - *overlap.visible_since < bound) return;
    overlap.visible_since = now;
    ++tally_.visible_splits;
    if (says_split(one, now) || says_split(other, now)) return;
    record_.breach(now, __func__, "nobody says that " + other.name() + " and " + one.name() + " both serve");
}

std::string Invariants::what_is_unhealthy(net::Instant now) const {
    for (const auto& host : hosts_) {
        if (!host->lookout()) continue;
        for (const detector::InstanceReport& one : host->lookout()->report(host->clock().local(now)).instances) {
            if (severity(one.verdict) <= detector::Severity::info) continue;
            return host->name() + " says " + std::string{label(one.verdict)} + ": " + one.reason;
        }
    }
    return "";
}

// §9 (6), liveness.
void Invariants::verdicts_become_healthy(net::Instant now) {
    const std::string unhealthy = what_is_unhealthy(now);
    if (!unhealthy.empty()) record_.breach(now, __func__, unhealthy);
}

// §9 (11), detector.md §2: proof that another serves, and not from unauthenticated frames.
bool Invariants::has_proof(const Host& host, const detector::Carry& ruling, net::Instant now) const {
    const Lookout::Heard& heard = host.lookout()->heard();
    const net::Instant local = host.clock().local(now);
    const auto within = [&](const std::optional<net::Instant>& at, net::Duration age) {
        return at && local - *at <= age;
    };
    const net::Duration patience = host.lookout()->hello_patience();
    const net::Duration down = 4 * plan_.group.interval + 100ms;
    const bool lost_its_way =
        ruling.verdict == detector::Verdict::uplink_degraded || ruling.verdict == detector::Verdict::isolated;
    const bool hands_over = lost_its_way && ruling.measure == detector::Measure::yield;
    const bool adverts_prove = plan_.detector->trust_lan || plan_.keys;
    return within(heard.master, patience) || (adverts_prove && within(heard.advert, down)) ||
           (hands_over && within(heard.anything, patience));
}

// Whoever was there a moment ago counts: a proof may be as old as that.
bool Invariants::all_others_are_out(const Host& host, net::Instant now) const {
    const net::Duration moment = host.lookout()->hello_patience() + 1100ms;
    bool any = false;
    for (const auto& other : hosts_) {
        const net::Instant seen = last_turn_.at(static_cast<std::size_t>(other->number()));
        if (other.get() == &host || now - seen > moment) continue;
        // That another is being drained, its hello alone can tell.
        const bool is_known = plan_.detector->hello || !plan_.has(Kind::drain);
        if (!other->withdrawn(web) || !is_known) return false;
        any = true;
    }
    return any;
}

// §9 (11). Within the fuse, on strong evidence, and never all nodes.
void Invariants::fences_are_just(const Host& host, const detector::Carry& ruling, net::Instant now) {
    if (ruling.dry_run || ruling.measure == detector::Measure::readmit || ruling.instance != web) return;
    ++tally_.rulings;
    if (!host.lookout()) return;
    const std::string who = host.name() + " goes (" + ruling.reason + ") ";
    if (!has_proof(host, ruling, now)) record_.breach(now, __func__, who + "without proof");
    if (!deceived_ && all_others_are_out(host, now)) record_.breach(now, __func__, who + "although all others are out");
    if (ruling.measure != detector::Measure::fence) return;
    ++tally_.fences;
    const int most = fencing_settings(plan_, host.number(), host.variation()).fence.max_per_hour;
    if (++fences_.at(static_cast<std::size_t>(host.number())) > most)
        record_.breach(now, __func__, who + "beyond the fuse");
}

}  // namespace holdfast::sim
