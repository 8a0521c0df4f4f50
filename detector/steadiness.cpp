#include "detector/steadiness.hpp"

#include <algorithm>
#include <utility>

#include "detector/pace.hpp"
#include "detector/recent.hpp"

namespace holdfast::detector {

namespace {

constexpr std::size_t kinds_of_changes = 16;

}  // namespace

void Steadiness::role(const OwnRole& role, net::Instant now) {
    const std::optional<OwnRole> before = std::exchange(role_, role);
    advance(now);
    if (!before || before->role == role.role) return;
    master_.reset();
    changed_role(before->role, now);
}

void Steadiness::changed_role(Role before, net::Instant now) {
    switch (role_->role) {
        case Role::absent:
            announced_ = 0;  // a fault of ours, even if we could announce it
            return own(before == Role::master ? "stopped being master: init or fault" : "left: init or fault", now);
        case Role::backup:
            if (before == Role::absent || role_->withdrawn || announced()) return;
            return own("gave way to another master", now);
        case Role::master:
            if (before == Role::absent || announced()) return;
            return own("became master", now);
    }
}

// While the master is heard, another beside it is no change: it may be a split, or about to yield.
void Steadiness::heard(const Source& master, net::Instant now) {
    const bool same = master_ && (master_->id == master.id || master_->who == master.who);
    if (!same && master_ && now - master_heard_ <= 2 * net::Duration{watched_.advert_interval}) return;
    if (!same && master_ && !announced()) {
        note(EvidenceKind::foreign_advert, master, "became master instead of " + master_->who,
             master.member ? Trust::known_peer : Trust::anonymous, now);
    }
    if (!same) master_ = master;
    master_heard_ = now;
}

bool Steadiness::announced() {
    if (announced_ == 0) return false;
    --announced_;
    return true;
}

void Steadiness::rival_passed(const Source& rival, net::Instant now) {
    note(EvidenceKind::foreign_advert, rival, "was master beside us for a while",
         rival.member ? Trust::known_peer : Trust::anonymous, now);
}

void Steadiness::own(std::string what, net::Instant now) {
    Source us;
    us.who = "this node";
    note(EvidenceKind::local_fault, us, std::move(what), Trust::local_fact, now);
}

void Steadiness::note(EvidenceKind kind, const Source& who, std::string what, Trust trust, net::Instant now) {
    advance(now);
    const auto same = [&](const Change& c) { return c.who == who.who && c.mac == who.mac && c.what == what; };
    const auto known = std::ranges::find_if(changes_, same);
    Change& change = known != changes_.end()
                         ? *known
                         : make_room(changes_, kinds_of_changes, [](const Change& c) { return c.last; });
    if (change.count == 0) change = {kind, who.who, who.mac, std::move(what), trust, now, now};
    change.last = now;
    ++change.count;
    latest_.push_back(now);
    if (latest_.size() > changes_of_flapping) latest_.erase(latest_.begin());
    flapping_ |= latest_.size() == changes_of_flapping && now - latest_.front() <= window;
}

net::Instant Steadiness::stale_until() const {
    return role_->stalled_at + clearing_time(master_down_interval(watched_, *role_));
}

std::vector<Condition> Steadiness::conditions() const {
    std::vector<Condition> hold;
    if (flapping_) hold.push_back(flapping());
    if (stale_) {
        hold.push_back({Verdict::stale_self, "this node stood still for " + in_seconds(role_->stalled_for) +
                                                 ", longer than half the master-down interval"});
    }
    return hold;
}

Condition Steadiness::flapping() const {
    std::uint64_t count = 0;
    const Change* first = &changes_.front();
    const Change* last = first;
    Trust trust = Trust::anonymous;
    for (const Change& c : changes_) {
        count += c.count;
        if (c.first < first->first) first = &c;
        if (c.last > last->last) last = &c;
        trust = std::min(trust, c.trust);
    }
    return {Verdict::flapping,
            std::to_string(count) + " changes of mastership within " + in_seconds(last->last - first->first) +
                ", the last: " + last->who + " " + last->what,
            "", trust};
}

std::vector<Evidence> Steadiness::evidence() const {
    std::vector<Evidence> all;
    if (flapping_) {
        for (const Change& c : changes_) {
            all.push_back({c.kind, c.who, c.mac, watched_.interface, c.what, c.first, c.last, c.count, c.trust});
        }
    }
    if (stale_) {
        all.push_back({EvidenceKind::local_fault, "this node", "", watched_.interface,
                       "stood still for " + in_seconds(role_->stalled_for), role_->stalled_at, role_->stalled_at, 1,
                       Trust::local_fact});
    }
    return all;
}

void Steadiness::advance(net::Instant now) {
    stale_ = role_ && role_->stalled_for > master_down_interval(watched_, *role_) / 2 && now < stale_until();
    if (latest_.empty() || now - latest_.back() < window) return;
    latest_.clear();
    changes_.clear();
    flapping_ = false;
}

std::optional<net::Instant> Steadiness::deadline() const {
    const auto stale = stale_ ? std::optional{stale_until()} : std::nullopt;
    return latest_.empty() ? stale : net::earlier(stale, latest_.back() + window);
}

}  // namespace holdfast::detector
