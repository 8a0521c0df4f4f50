#include "detector/watch.hpp"

#include <algorithm>

#include "detector/members.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t learned_members_limit = 16;

}  // namespace

Watch::Watch(WatchedInstance watched, net::Duration audit_interval, net::Instant now)
    : watched_{std::move(watched)},
      rivalry_{watched_.interface, interval()},
      prober_{watched_.name, audit_interval},
      next_foreign_grace_{now},
      calm_since_{now},
      last_frame_{now},
      leading_{conditions().front()},
      since_{now} {}

bool Watch::watches(const std::string& interface, const net::IpAddress& address) const {
    return watched_.interface == interface && contains(watched_.addresses, address);
}

void Watch::role(const OwnRole& role, net::Instant now) {
    const Role before = role_.role;
    role_ = role;
    if (role.role == before) return;
    // Another role sees with other eyes: what was evidence before is none now.
    if (doubt_) end_doubt(now);
    rivalry_.clear();
    prober_.stop();
    last_frame_ = now;
    if (is_master()) {
        owners_.clear();
        prober_.begin(now + std::clamp<net::Duration>(interval() / 2, milliseconds{200}, seconds{1}));
    }
    static constexpr std::array<const char*, 3> entered{"stepped out", "became backup", "became master"};
    begin_grace(entered.at(static_cast<std::size_t>(role.role)), now);
}

void Watch::advert(Source source, const vrrp::Advertisement& advert, net::Instant now) {
    learn_member(source);
    source.member = is_member(source);
    if (advert.priority.is_leaving()) {
        rivalry_.gone(source.id);
        owners_.gone(source.id);
        if (now < next_foreign_grace_) return;
        next_foreign_grace_ = now + 10 * grace();
        begin_grace(source.who + " resigned", now);
        return;
    }
    for (const net::IpAddress& address : watched_.addresses) owners_.seen(address, source.id, now);
    if (!is_master()) {
        rivalry_.advert(source, advert.priority, advert.interval, now);
        const auto split = rivalry_.among_others(settle());
        if (!split) return;
        record(EvidenceKind::foreign_advert, source, "one of two masters", now);
        doubt(split->since, now);
        return;
    }
    record(EvidenceKind::foreign_advert, source, "advert with priority " + std::to_string(advert.priority.value()),
           now);
    if (!may_score(now)) return;
    rivalry_.advert(source, advert.priority, advert.interval, now);
    doubt(now, now);
}

void Watch::refused(Source source, vrrp::DropReason reason, net::Instant now) {
    source.member = is_member(source);
    record(EvidenceKind::rejected_advert, source, "advert refused: " + std::string{label(reason)}, now);
    if (!may_score(now)) return;
    rivalry_.refused(source, reason, now);
    doubt(now, now);
}

void Watch::own_advert(vrrp::Priority priority, net::Instant now) {
    if (!priority.is_leaving()) return;
    begin_grace("we resigned", now);
    // Our successor answers while we still serve: it is asked again only if we stay.
    prober_.stop();
    prober_.begin(now + grace());
}

void Watch::stated(Source source, const net::IpAddress& address, bool answer, net::Instant now) {
    source.member = is_member(source);
    owners_.seen(address, source.id, now);
    if (!is_master()) return;
    if (answer) {
        if (const auto tally = prober_.answered(address, source.id, now)) {
            // Scored in the grace too: whoever still answers has not let go.
            record(EvidenceKind::probe_answer, source, "answered a probe for " + to_string(address), now);
            rivalry_.answer(source, address, *tally, now);
            doubt(now, now);
            return;
        }
    }
    record(EvidenceKind::claim, source, "claimed " + to_string(address), now);
    if (!may_score(now)) return;
    rivalry_.claim(source, address, now);
    doubt(now, now);
}

void Watch::looped(const std::string& what, net::Instant now) {
    record_own(EvidenceKind::loop, what, now);
}

void Watch::link(bool up, net::Instant now) {
    if (up && !link_up_) last_frame_ = now;
    link_up_ = up;
}

void Watch::tap_failed(const std::string& why, net::Instant now) {
    tap_failure_ = why;
    record_own(EvidenceKind::local_fault, why, now);
}

void Watch::tap_works(net::Instant now) {
    tap_failure_.reset();
    last_frame_ = now;
}

bool Watch::frame_seen(net::Instant now) {
    last_frame_ = now;
    return deaf_;
}

void Watch::silent(const net::IpAddress& target, net::Instant now) {
    record(EvidenceKind::silence, {to_string(target), ""}, "does not answer pings", Trust::known_peer, now);
}

// Without a list of peers, whoever sent an accepted advert is one.
bool Watch::is_member(const Source& source) const {
    const auto listed = [&](const auto& list) {
        return std::ranges::any_of(source.addresses, [&](const auto& address) { return contains(list, address); });
    };
    const std::vector<net::IpAddress> configured = members(watched_);
    return listed(configured.empty() ? learned_members_ : configured);
}

void Watch::learn_member(const Source& source) {
    if (source.addresses.empty() || contains(learned_members_, source.addresses.front())) return;
    if (learned_members_.size() >= learned_members_limit) learned_members_.erase(learned_members_.begin());
    learned_members_.push_back(source.addresses.front());
}

void Watch::begin_grace(std::string why, net::Instant now) {
    grace_end_ = now + grace();
    grace_reason_ = std::move(why);
}

void Watch::record(EvidenceKind kind, const Source& source, std::string what, net::Instant now) {
    const bool strange = !source.member || kind == EvidenceKind::rejected_advert;
    record(kind, {source.who, source.mac}, std::move(what), strange ? Trust::anonymous : Trust::known_peer, now);
}

void Watch::record_own(EvidenceKind kind, std::string what, net::Instant now) {
    record(kind, {"this node", ""}, std::move(what), Trust::local_fact, now);
}

void Watch::record(EvidenceKind kind, Speaker speaker, std::string what, Trust trust, net::Instant now) {
    ledger_.record({kind, std::move(speaker.who), std::move(speaker.mac), watched_.interface, std::move(what), now, now,
                    1, trust});
}

}  // namespace holdfast::detector
