#include "detector/watch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "detector/members.hpp"
#include "detector/pace.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Watch::Watch(WatchedInstance watched, net::Duration audit_interval, net::Instant now)
    : watched_{std::move(watched)},
      senses_{now},
      rivalry_{watched_.interface, interval()},
      audit_{watched_, audit_interval, now},
      drift_{watched_},
      steadiness_{watched_},
      incidents_{watched_},
      surroundings_{now},
      arbiter_{now},
      next_foreign_grace_{now},
      calm_since_{now},
      advanced_{now},
      due_{now},
      leading_{Verdict::healthy, "no second owner is seen"},
      since_{now} {}

bool Watch::is_as(const WatchedInstance& watched) const {
    WatchedInstance alike = watched;
    alike.priority = watched_.priority;
    alike.hmac = watched_.hmac;  // keys come and go
    return alike == watched_;
}

void Watch::configure(const WatchedInstance& watched, net::Duration audit_interval, net::Instant now) {
    watched_ = watched;
    audit_.configure(watched, audit_interval, now);
    drift_.configure(watched);
    steadiness_.configure(watched);
    incidents_.configure(watched);
}

void Watch::succeed(Watch&& before, net::Instant now) {
    incidents_ = std::move(before.incidents_);
    incidents_.configure(watched_);
    arbiter_ = before.arbiter_;
    ledger_ = std::move(before.ledger_);
    drill_until_ = before.drill_until_;
    leading_ = std::move(before.leading_);
    since_ = before.since_;
    split_total_ = before.split_until(now);
    detection_ = before.detection_;
}

bool Watch::watches(const net::IpAddress& address) const {
    return contains(watched_.addresses, address);
}

bool Watch::concerns(const net::IpAddress& address) const {
    return watches(address) || audit_.asks(address);
}

void Watch::role(const OwnRole& role, net::Instant now) {
    const Role before = role_.role;
    const bool first = role_.instance.empty();
    role_ = role;
    own_adverts_.told(role);
    drift_.role(role);
    steadiness_.role(role, now);
    incidents_.role(role, now);
    const auto inherited = audit_.role(role, now);
    if (first || role.role != before) become(role, now);
    for (const Audit::Inherited& answer : inherited) {
        Source source = answer.source;
        source.member = is_member(source);
        record(EvidenceKind::probe_answer, source,
               "answered for " + to_string(answer.address) + " just before we took over", now);
        rivalry_.inherited(source, answer.address, now);
    }
    if (const std::uint64_t failed = senses_.transmit_failures(role.transmit_failures, now)) {
        record_own(EvidenceKind::local_fault, std::to_string(failed) + " adverts could not be sent", now);
    }
    if (role.stray.empty() || is_master()) {
        if (holds_left_over(now)) incidents_.lasted(now);
        stray_since_.reset();
    } else if (!stray_since_) {
        stray_since_ = now;
        record_own(EvidenceKind::local_fault, "holds " + join(role.stray) + " although it is not master", now);
    }
}

// Another role sees with other eyes: what was evidence before is none now.
void Watch::become(const OwnRole& role, net::Instant now) {
    if (doubt_) end_doubt(now);
    rivalry_.clear();
    senses_.forgive_silence(now);
    stray_since_.reset();
    if (is_master()) owners_.clear();
    static constexpr std::array<const char*, 3> entered{"stepped out", "became backup", "became master"};
    begin_grace(entered.at(static_cast<std::size_t>(role.role)), now);
    handing_over_ = false;
}

void Watch::link(bool up, net::Instant now) {
    senses_.link(up, now);
    audit_.link(up, now);
}

void Watch::network(const std::vector<net::Prefix>& networks, const std::vector<net::IpAddress>& used) {
    audit_.network(networks, used);
}

void Watch::tap_failed(const std::string& why, net::Instant now) {
    tap_failure_ = why;
    record_own(EvidenceKind::local_fault, why, now);
}

// A tap is also made anew because it hears nothing: that alone cures no deafness.
void Watch::tap_works(net::Instant now) {
    if (std::exchange(tap_failure_, std::nullopt)) senses_.forgive_silence(now);
}

// Where nobody is asked, silence is no fault.
void Watch::received(std::uint64_t frames, bool expects_answers, net::Instant now) {
    const auto silence = senses_.received(frames, std::max<net::Duration>(down_interval(), seconds{3}), now);
    if (!silence || !expects_answers) return;
    record_own(EvidenceKind::local_fault, "receives nothing on " + watched_.interface, now);
}

void Watch::silent(const net::IpAddress& target, net::Instant now) {
    record(EvidenceKind::silence, to_string(target), "", "does not answer pings", Trust::known_peer, now);
}

net::Duration Watch::down_interval() const {
    return master_down_interval(watched_, role_);
}

net::Duration Watch::grace() const {
    return std::max<net::Duration>(2 * interval(), milliseconds{500});
}

// A new master is heard, and claims, a moment before we are told that we yielded to it.
net::Duration Watch::settle() const {
    return std::clamp<net::Duration>(interval() / 2, milliseconds{100}, milliseconds{500});
}

// Of two owners that will be one: the one that took over by mistake hears an advert within an interval.
net::Duration Watch::hand_over() const {
    return std::clamp<net::Duration>(interval() - interval() / 8, milliseconds{100}, milliseconds{875});
}

// Whoever is not there any longer, an interval after its first sign, was on its way out.
net::Duration Watch::first_look() const {
    return std::max<net::Duration>(settle(), interval() + interval() / 8);
}

net::Duration Watch::clear_time() const {
    const net::Duration base = clearing_time(down_interval());
    return std::max(base, std::min<net::Duration>(base * (1 << std::min(recurrences_, 5)), minutes{5}));
}

net::Duration Watch::deaf_after() const {
    return std::max<net::Duration>(2 * down_interval(), seconds{5});
}

// Without a list of peers, whoever sent an accepted advert is one; and whoever says so by hello.
bool Watch::is_member(const Source& source) const {
    const std::vector<net::IpAddress> configured = members(watched_);
    const auto vouched = [&](const net::IpAddress& address) {
        return std::ranges::any_of(testimonies_, [&](const Testimony& t) {
            return t.instance.primary == address || contains(t.addresses, address);
        });
    };
    return std::ranges::any_of(source.addresses, [&](const net::IpAddress& address) {
        return contains(configured, address) || (configured.empty() && advertisers_.knows(address)) || vouched(address);
    });
}

void Watch::begin_grace(std::string why, net::Instant now) {
    grace_end_ = now + grace();
    grace_reason_ = std::move(why);
}

void Watch::record(EvidenceKind kind, const Source& source, std::string what, net::Instant now) {
    const bool strange = !source.member || kind == EvidenceKind::rejected_advert;
    record(kind, source.who, source.mac, std::move(what), strange ? Trust::anonymous : Trust::known_peer, now);
}

void Watch::record_own(EvidenceKind kind, std::string what, net::Instant now) {
    record(kind, "this node", "", std::move(what), Trust::local_fact, now);
}

void Watch::record(EvidenceKind kind, std::string who, std::string mac, std::string what, Trust trust,
                   net::Instant now) {
    ledger_.record({kind, std::move(who), std::move(mac), watched_.interface, std::move(what), now, now, 1, trust});
}

}  // namespace holdfast::detector
