#include <algorithm>
#include <utility>

#include "detector/rivalry.hpp"

namespace holdfast::detector {

namespace {

// One of each verdict: that of the best trust, then the earliest.
void keep_best(std::vector<Finding>& findings, const Finding& finding) {
    const auto same = std::ranges::find(findings, finding.verdict, &Finding::verdict);
    if (same == findings.end()) {
        findings.push_back(finding);
    } else if (finding.trust < same->trust) {
        *same = finding;
    }
}

// What was proven stays proven; a sign of life turns a zombie into a rival, and better evidence replaces worse.
void prove(Trace& trace, const Finding& finding) {
    if (!finding.proven()) return;
    const bool better = !trace.proven || finding.trust < trace.proven->trust ||
                        (trace.proven->verdict != Verdict::split_brain && finding.verdict == Verdict::split_brain);
    const net::Instant since = trace.proven ? trace.proven->since : finding.since;
    if (better) trace.proven = finding;
    trace.proven->since = since;
    trace.proven->last = std::max(trace.proven->last, finding.last);
}

}  // namespace

Grounds Rivalry::grounds(const Trace& trace, const Asker& asker) const {
    Grounds grounds{.interface = interface_,
                    .interval = interval_,
                    .settle = asker.settle,
                    .alive = asker.life.since(trace.source.id, asker.alive_since),
                    .manners = {}};
    if (const auto mac = net::parse_mac(trace.source.mac)) grounds.manners = asker.crowd.manners(*mac);
    return grounds;
}

std::vector<Finding> Rivalry::against_us(const Asker& asker) {
    std::vector<Finding> proven;
    const Trace* latest = nullptr;
    for (Trace& t : traces_) {
        if (t.took_itself_back()) continue;
        if (const auto finding = proof(t, grounds(t, asker))) prove(t, *finding);
        if (t.proven) {
            t.proven->last = t.last;
            keep_best(proven, *t.proven);
        } else if (t.suspicious() && (latest == nullptr || latest->last < t.last)) {
            latest = &t;
        }
    }
    if (proven.empty() && latest != nullptr) return {suspicion(*latest, grounds(*latest, asker))};
    return proven;
}

std::vector<Finding> Rivalry::among_others(const Asker& asker) {
    std::vector<Finding> suspected, proven;
    for (auto a = traces_.begin(); a != traces_.end(); ++a) {
        for (auto b = std::next(a); b != traces_.end(); ++b) {
            const auto pair = side_by_side(*a, *b, asker);
            if (!pair) continue;
            prove(a->run.first > b->run.first ? *a : *b, *pair);
            if (!pair->proven()) keep_best(suspected, *pair);
        }
    }
    const Advertiser* followed = asker.advertisers.followed(asker.now);
    for (Trace& t : traces_) {
        const auto owner = followed != nullptr ? besides(t, *followed, asker) : std::nullopt;
        if (owner) prove(t, *owner);
        if (t.proven) keep_best(proven, *t.proven);
    }
    return proven.empty() ? suspected : proven;
}

std::optional<Finding> Rivalry::side_by_side(const Trace& a, const Trace& b, const Asker& asker) const {
    if (a.run.adverts == 0 || b.run.adverts == 0 || a.refused || b.refused) return std::nullopt;
    const net::Instant together = std::max(a.run.first, b.run.first);
    const auto [earlier, later] = std::minmax(a.run.last, b.run.last);
    if (later - earlier > 3 * interval_) return std::nullopt;  // one has fallen silent
    if (earlier - together < asker.settle) return std::nullopt;
    const Grounds same = grounds(a, asker);
    const bool proven =
        a.run.is_steady(same, false) && b.run.is_steady(same, false) && earlier - together >= same.two_intervals();
    const bool members = a.source.member && b.source.member;
    return Finding{
        .verdict = proven ? Verdict::split_brain : Verdict::suspected,
        .reason = to_string(a.source) + " and " + to_string(b.source) + " both advertise as master on " + interface_,
        .detail = {},
        .trust = members ? Trust::known_peer : Trust::anonymous,
        .since = together,
        .last = earlier,
        .who = a.source.who};
}

// Twice in a row, while another was advertising.
bool Rivalry::tells_of_itself(const Trace& t, const Advertiser& followed, const Asker& asker) const {
    return t.hellos >= 2 && t.first_hello > followed.first + asker.settle && followed.last > t.first_hello &&
           t.last_hello - t.first_hello >= asker.settle;
}

// Whoever advertises too is side_by_side's: a successor answers before its predecessor is silent.
std::optional<Finding> Rivalry::besides(const Trace& t, const Advertiser& followed, const Asker& asker) const {
    if (t.two_answers) return proof_by_answers(t, grounds(t, asker));
    if (t.source.id == followed.source.id || asker.advertisers.is_serving(t.source.id, asker.now)) return std::nullopt;
    if (!tells_of_itself(t, followed, asker)) {
        return t.last > followed.first ? proof_by_answers(t, grounds(t, asker)) : std::nullopt;
    }
    return Finding{.verdict = Verdict::split_brain,
                   .reason = to_string(t.source) + " says that it is master, and " + to_string(followed.source) +
                             " advertises on " + interface_,
                   .detail = {},
                   .trust = Trust::authenticated,
                   .since = t.first_hello,
                   .last = t.last_hello,
                   .who = t.source.who,
                   .heard = false};
}

}  // namespace holdfast::detector
