#include "detector/trace.hpp"

namespace holdfast::detector {

namespace {

bool has_advert(const Trace& t) {
    return t.run.adverts > 0 || t.refused;
}

std::string number(vrrp::Priority priority) {
    return std::to_string(priority.value());
}

// detector.md §2. What a known peer's adverts that were refused say is anonymous.
Trust trust(const Trace& t, const Grounds& grounds) {
    if (t.hellos > 0 || t.is_signed(grounds, true)) return Trust::authenticated;
    const bool accepted = (t.run.adverts > 0 && !t.refused) || t.claimed || t.answered || t.two_answers;
    return t.source.member && accepted && !t.clone ? Trust::known_peer : Trust::anonymous;
}

Finding finding(Verdict verdict, const Trace& t, const Grounds& grounds, const std::string& what,
                const std::string& count = "") {
    return {.verdict = verdict,
            .reason = to_string(t.source) + " " + what + " on " + grounds.interface + count,
            .detail = t.clone ? "clone" : "",
            .trust = trust(t, grounds),
            .since = t.first,
            .last = t.last,
            .who = t.source.who,
            .heard = t.run.adverts > 0 || t.refused.has_value()};
}

std::string refusal(const Trace& t) {
    return t.refused ? ", in adverts that are refused (" + std::string{label(*t.refused)} + ")" : "";
}

// (a): it had its chance to yield, or we did.
std::optional<Finding> by_adverts(const Trace& t, const Grounds& grounds) {
    if (!t.run.is_steady(grounds, true)) return std::nullopt;
    if (t.clone) {
        return finding(Verdict::split_brain, t, grounds,
                       "advertises as master from our own address: a clone of this node");
    }
    return finding(Verdict::split_brain, t, grounds, "also advertises as master with priority " + number(t.priority),
                   refusal(t));
}

// (c)
std::optional<Finding> by_hellos(const Trace& t, const Grounds& grounds) {
    if (t.hellos < 2 || t.last_hello - t.first_hello < grounds.settle) return std::nullopt;
    return finding(Verdict::split_brain, t, grounds, "says that it is master too, with priority " + number(t.priority));
}

// (b): one advert, or one hello, and a second kind of evidence. A router that takes over by mistake advertises and
// claims in one breath, and yields to our next advert: so it must have gone on for an interval (S11, S12).
std::optional<Finding> by_two_kinds(const Trace& t, const Grounds& grounds) {
    const bool told = t.hellos > 0;
    if (!has_advert(t) && !told) return std::nullopt;
    if (t.last - t.first < grounds.one_interval()) return std::nullopt;
    const std::string first = has_advert(t) ? "advertises" : "says that it is master";
    const auto split = [&](const std::string& what) {
        return finding(Verdict::split_brain, t, grounds, first + ", and " + what, refusal(t));
    };
    if (t.answered) return split("answers for " + to_string(*t.answered));
    if (t.claimed) return split("claims " + to_string(*t.claimed));
    if (has_advert(t) && told) return split("says that it is master");
    return std::nullopt;
}

}  // namespace

// A single advert is answered by one of ours: whoever took over by mistake then yields (S11, S26, S52).
bool Trace::suspicious() const {
    const bool answers = answered && (tally.answered > 0 || !inherited);
    return run.adverts > 1 || claimed || answers || hellos > 0;
}

bool Trace::is_signed(const Grounds& grounds, bool between_ours) const {
    return !clone && run.last - signed_run.last <= 2 * signed_run.interval &&
           signed_run.is_steady(grounds, between_ours);
}

void Run::count(net::Duration sent_each, std::uint64_t own_adverts, net::Instant now) {
    if (adverts++ == 0) {
        first = now;
        own_before = own_adverts;
    }
    last = now;
    interval = sent_each;
    own_between = own_adverts - own_before;
}

bool Run::is_steady(const Grounds& grounds, bool between_ours) const {
    return adverts >= 3 && last - first >= grounds.two_intervals() && (!between_ours || own_between >= 2);
}

std::optional<Finding> proof(const Trace& trace, const Grounds& grounds) {
    for (const auto rule : {by_adverts, by_hellos, by_two_kinds, proof_by_answers}) {
        if (auto found = rule(trace, grounds)) return found;
    }
    return std::nullopt;
}

// (d), and what is none of the group.
std::optional<Finding> proof_by_answers(const Trace& t, const Grounds& grounds) {
    if (t.two_answers) {
        Finding split = finding(Verdict::split_brain, t, grounds, "answers for " + to_string(t.two_answers->to),
                                ": two answers to one probe, twice");
        split.since = t.two_answers->first;
        split.last = t.two_answers->last;
        return split;
    }
    const int before = t.inherited ? 1 : 0;
    if (!t.answered || t.tally.answered == 0 || t.tally.answered + before < 2) return std::nullopt;
    const std::string count =
        ": " + std::to_string(t.tally.answered + before) + " of " + std::to_string(t.tally.sent + before) + " probes";
    const std::string address = to_string(*t.answered);
    if (!t.source.member) {
        Finding conflict = finding(Verdict::address_conflict, t, grounds,
                                   "is no member of this virtual router and answers for " + address, count);
        conflict.detail = grounds.manners;
        return conflict;
    }
    if (grounds.alive) return finding(Verdict::split_brain, t, grounds, "also answers for " + address, count);
    return finding(Verdict::zombie_owner, t, grounds, "still answers for " + address,
                   count + ", but its daemon is silent");
}

Finding suspicion(const Trace& t, const Grounds& grounds) {
    const auto suspected = [&](const std::string& what) { return finding(Verdict::suspected, t, grounds, what); };
    if (t.refused && t.refused_lists_ours) {
        return suspected("sends adverts that are refused (" + std::string{label(*t.refused)} + ")");
    }
    if (t.run.adverts > 0) return suspected("advertised with priority " + number(t.priority));
    if (t.hellos > 0) return suspected("says that it is master");
    if (t.answered) return suspected("answered a probe for " + to_string(*t.answered));
    if (t.claimed) return suspected("claimed " + to_string(*t.claimed));
    return suspected("sends adverts that are refused (" + std::string{label(*t.refused)} + ")");
}

}  // namespace holdfast::detector
