#include "detector/rivalry.hpp"

#include <algorithm>
#include <tuple>

#include "detector/recent.hpp"

namespace holdfast::detector {

void Rivalry::advert(const Source& source, const Heard& heard, net::Instant now) {
    Trace& t = trace(source, now);
    t.refused.reset();
    count(t, heard, now);
    if (heard.authenticated) count(t.signed_run, heard, now);
}

void Rivalry::clone(const Source& source, const Heard& heard, net::Instant now) {
    Trace& t = trace(source, now);
    t.clone = true;
    count(t, heard, now);
}

void Rivalry::refused(const Source& source, vrrp::DropReason reason, const std::optional<Heard>& listing,
                      net::Instant now) {
    Trace& t = trace(source, now);
    // Anybody can forge it: it does not speak for the one who signs.
    if (t.signed_run.goes_on(now, pause_of(t.signed_run.interval))) return;
    t.refused = reason;
    t.refused_lists_ours = listing.has_value();
    if (listing) count(t, *listing, now);
}

void Rivalry::claim(const Source& source, const net::IpAddress& address, net::Instant now) {
    trace(source, now).claimed = address;
}

void Rivalry::answer(const Source& source, const net::IpAddress& address, Prober::Tally tally, net::Instant now) {
    Trace& t = trace(source, now);
    if (t.answered && tally.answered < t.tally.answered) return;
    t.answered = address;
    t.tally = tally;
}

void Rivalry::two_answers(const Source& source, const net::IpAddress& address, net::Instant now) {
    Trace& t = trace(source, now);
    if (!t.two_answers) t.two_answers = Trace::TwoAnswers{.to = address, .first = now, .last = now};
    t.two_answers->last = now;
}

void Rivalry::inherited(const Source& source, const net::IpAddress& address, net::Instant now) {
    Trace& t = trace(source, now);
    t.answered = address;
    t.inherited = true;
}

void Rivalry::told(const Source& source, bool master, vrrp::Priority priority, net::Instant now) {
    const auto known = std::ranges::find_if(traces_, [&](const Trace& t) { return t.source.id == source.id; });
    if (!master) {
        if (known != traces_.end()) known->hellos = 0;
        return;
    }
    Trace& t = trace(source, now);
    if (t.hellos++ == 0) t.first_hello = now;
    t.last_hello = now;
    t.priority = priority;
}

void Rivalry::is_clone(IdentityId who) {
    for (Trace& t : traces_) t.clone |= t.source.id == who;
}

void Rivalry::resigned(IdentityId who, net::Instant now) {
    for (Trace& t : traces_) {
        if (t.source.id == who) t.resigned = now;
    }
}

void Rivalry::united(const Identities::Union& made, const Source& into) {
    const auto gone = std::ranges::find_if(traces_, [&](const Trace& t) { return t.source.id == made.gone; });
    if (gone == traces_.end()) return;
    if (std::ranges::any_of(traces_, [&](const Trace& t) { return t.source.id == made.into; })) {
        traces_.erase(gone);
        return;
    }
    gone->source = into;
    gone->proven.reset();  // said of a stranger
}

void Rivalry::forget(IdentityId who) {
    std::erase_if(traces_, [&](const Trace& t) { return t.source.id == who; });
}

void Rivalry::distrust_answers() {
    std::erase_if(traces_, [](const Trace& t) { return t.run.adverts == 0 && !t.refused && t.hellos == 0; });
    for (Trace& t : traces_) {
        t.claimed.reset();
        t.answered.reset();
        t.tally = {};
        t.inherited = false;
        t.two_answers.reset();
    }
}

void Rivalry::forget_before(net::Instant then) {
    std::erase_if(traces_, [&](const Trace& t) { return t.last <= then; });
    for (Trace& t : traces_) {
        if (t.two_answers && t.two_answers->last <= then) t.two_answers.reset();
        if (t.proven && t.proven->last <= then) t.proven.reset();
    }
}

std::optional<net::Instant> Rivalry::oldest() const {
    std::optional<net::Instant> oldest;
    for (const Trace& t : traces_) oldest = net::earlier(oldest, t.proven ? std::min(t.last, t.proven->last) : t.last);
    return oldest;
}

std::vector<Source> Rivalry::passed(net::Instant now) {
    std::vector<Source> result;
    for (Trace& t : traces_) {
        if (t.run.adverts == 0 || t.passed || t.proven || t.run.goes_on(now, pause_of(t.run.interval))) continue;
        t.passed = true;
        result.push_back(t.source);
    }
    return result;
}

bool Rivalry::refused_since(net::Instant then) const {
    return std::ranges::any_of(traces_, [&](const Trace& t) { return t.refused && t.first >= then; });
}

bool Rivalry::is_signed(IdentityId who) const {
    const Grounds grounds{.interface = interface_, .interval = interval_, .manners = {}};
    return std::ranges::any_of(traces_,
                               [&](const Trace& t) { return t.source.id == who && t.is_signed(grounds, false); });
}

Trace& Rivalry::trace(const Source& source, net::Instant now) {
    const auto known = std::ranges::find_if(traces_, [&](const Trace& t) { return t.source.id == source.id; });
    // A flood of strangers must not push out a member's evidence.
    const auto rank = [](const Trace& t) { return std::tuple{t.source.member, t.last}; };
    const bool fresh = known == traces_.end();
    Trace& t = fresh ? make_room(traces_, limit, rank) : *known;
    if (fresh || now - t.last > pause_of(t.run.interval)) t.first = now;
    t.source = source;
    t.last = now;
    return t;
}

// Two adverts are missing: what comes now is another episode.
net::Duration Rivalry::pause_of(net::Duration interval) const {
    const net::Duration usual = std::max(interval, interval_);
    return 2 * usual + usual / 2;
}

void Rivalry::count(Trace& t, const Heard& heard, net::Instant now) const {
    t.went_on |= t.resigned.has_value();
    count(t.run, heard, now);
    if (t.run.adverts == 1) t.passed = false;
    t.priority = heard.priority;
}

void Rivalry::count(Run& run, const Heard& heard, net::Instant now) const {
    if (!run.goes_on(now, pause_of(heard.interval))) run = {};
    run.count(heard.interval, heard.own_adverts, now);
}

}  // namespace holdfast::detector
