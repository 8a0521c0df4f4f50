#include "detector/incidents.hpp"

#include <algorithm>
#include <utility>

#include "detector/pace.hpp"
#include "detector/recent.hpp"

namespace holdfast::detector {

void Incidents::role(const OwnRole& role, net::Instant now) {
    const bool was_master = is_master();
    role_ = role;
    if (is_master() && !was_master) {
        reign_begin_ = role.since;
        reign_end_.reset();
    }
    if (was_master && !is_master()) reign_end_ = std::min(role.since, now);
}

net::Duration Incidents::one_interval() const {
    const net::Duration interval = watched_.advert_interval;
    return interval + interval / 4;
}

// Three intervals after the last advert that the other heard, up to one before its last sign.
net::Duration Incidents::soonest_take_over() const {
    return 2 * net::Duration{watched_.advert_interval};
}

Incidents::Member* Incidents::find(const net::IpAddress& member) {
    const auto found = std::ranges::find(members_, member, &Member::address);
    return found != members_.end() ? &*found : nullptr;
}

void Incidents::answers(const net::IpAddress& member, Channel channel, net::Duration patience, net::Instant now) {
    Member* known = find(member);
    if (known == nullptr) {
        known = &make_room(members_, limit, &Member::last);
        known->address = member;
        known->who = to_string(member);
        known->last = now;
    }
    sign(member, now);
    known->by(channel) = {patience, now};
}

// None: of late it could not be heard in any way, and its silence tells nothing.
std::optional<net::Duration> Incidents::patience(const Member& member) const {
    std::optional<net::Duration> least;
    for (const Channel channel : {Channel::ping, Channel::hello}) {
        if (!member.worked(channel)) continue;
        least = std::min(least.value_or(net::Duration::max()), member.by(channel).patience);
    }
    return least ? std::optional{std::max(*least, master_down_interval(watched_, role_))} : std::nullopt;
}

void Incidents::sign(const net::IpAddress& member, net::Instant now) {
    Member* known = find(member);
    if (known == nullptr) return;
    const auto most = patience(*known);
    if (most && now - known->last > *most) known->silence = Silence{known->last, now, !known->worked(Channel::ping)};
    known->last = now;
}

void Incidents::advertises(const net::IpAddress& member, const std::string& who, vrrp::Priority priority,
                           net::Instant now) {
    Member* known = find(member);
    if (known == nullptr) return;
    known->who = who;
    sign(member, now);
    if (!priority.is_owner()) came_back(*known, now);
}

void Incidents::told(const net::IpAddress& member, const std::string& who, std::optional<net::Instant> master_since,
                     net::Instant now) {
    Member* known = find(member);
    if (known == nullptr) return;
    known->who = who;
    sign(member, now);
    if (master_since) known->word = Word{*master_since, now};
    if (master_since) came_back(*known, now);
    if (!master_since && !known->returned) known->word.reset();
}

// A node that takes over by the RFC is heard of, in other ways, for longer than an interval before.
void Incidents::came_back(Member& member, net::Instant now) {
    if (member.returned && is_master()) member.returned->until = now;
    if (!member.silence || now - member.silence->to > one_interval()) return;
    const Silence silence = *std::exchange(member.silence, std::nullopt);
    const net::Duration awaited = silence.but_hello ? std::max(telling, member.by(Channel::hello).patience) : telling;
    if (const auto until = served_until(now)) member.returned = Return{silence, *until, now + awaited};
}

// We may have yielded to its advert before it came here.
std::optional<net::Instant> Incidents::served_until(net::Instant now) const {
    if (is_master()) return now;
    const bool lately = reign_end_ && now - *reign_end_ <= one_interval();
    return lately ? reign_end_ : std::nullopt;
}

// None: we stood still ourselves and heard nobody for that, or it cannot have served so early, or nothing but its hello
// is known to have been lost, since it still is.
std::optional<Incident> Incidents::conclude(const Member& member) const {
    const Return& back = *member.returned;
    const bool stood_still =
        role_.stalled_at >= back.silence.from && role_.stalled_for >= (back.silence.to - back.silence.from) / 2;
    if (stood_still) return std::nullopt;
    if (back.silence.but_hello && member.by(Channel::hello).last < back.silence.to) return std::nullopt;
    const bool told = member.word && member.word->at >= back.silence.to;
    const net::Instant theirs = told ? member.word->master_since : back.silence.from + soonest_take_over();
    net::Instant until = reign_end_ ? std::max(back.until, *reign_end_) : back.until;
    if (running_) until = std::min(until, running_->incident.since);
    const Incident incident{Verdict::split_brain, member.who, std::max(theirs, reign_begin_), until, told};
    return incident.since < incident.until ? std::optional{incident} : std::nullopt;
}

void Incidents::proven(const Finding& finding, net::Instant now) {
    Incident found{finding.verdict, finding.who.empty() ? "unknown" : finding.who, finding.since, finding.last, true};
    for (const Member& member : members_) {
        const bool told =
            member.who == found.other && member.word && now - member.word->at <= member.by(Channel::hello).patience;
        if (told && is_master()) found.since = std::min(found.since, std::max(member.word->master_since, reign_begin_));
    }
    if (!running_) running_ = Running{.incident = found, .held = now};
    Incident& running = running_->incident;
    if (found.verdict <= running.verdict) {
        running.verdict = found.verdict;
        running.other = found.other;
    }
    running.since = std::min(running.since, found.since);
    running.until = std::max(running.until, found.until);
    running_->beside_us |= is_master();
    running_->held = now;
}

// It lasted until its last sign, or until we let go.
std::optional<Incident> Incidents::end_of_proven(net::Instant now) {
    if (!running_ || running_->held == now) return std::nullopt;
    Running ended = *std::exchange(running_, std::nullopt);
    const bool let_go = ended.beside_us && !is_master() && reign_end_;
    if (let_go) ended.incident.until = std::max(ended.incident.until, *reign_end_);
    return ended.incident;
}

std::vector<Incident> Incidents::over(net::Instant now) {
    std::vector<Incident> all;
    for (Member& member : members_) {
        if (!member.returned || now < member.returned->due) continue;
        if (const auto incident = conclude(member)) tell(*incident, all);
        member.returned.reset();
    }
    if (const auto incident = end_of_proven(now)) tell(*incident, all);
    return all;
}

// No moment is told twice, whoever it was.
void Incidents::tell(Incident incident, std::vector<Incident>& all) {
    if (last_ && incident.until <= last_->until) return;
    if (last_) incident.since = std::max(incident.since, last_->until);
    (incident.certain ? certain_ : possible_).add(incident);
    last_ = incident;
    all.push_back(std::move(incident));
}

std::optional<net::Instant> Incidents::deadline() const {
    std::optional<net::Instant> next;
    for (const Member& member : members_) {
        if (member.returned) next = net::earlier(next, member.returned->due);
    }
    return next;
}

}  // namespace holdfast::detector
