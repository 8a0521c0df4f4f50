// What the evidence comes to.
#include <algorithm>
#include <tuple>

#include "detector/hearing.hpp"
#include "detector/members.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

using std::chrono::minutes;
using std::chrono::seconds;

namespace {

void append(std::vector<Condition>& all, std::vector<Condition> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

bool is_critical(const Condition& condition) {
    return severity(condition.verdict) == Severity::critical;
}

// Of our adverts on the wire: IP header, VRRP header, addresses (RFC 9568 §5.2, RFC 3768 §5.3).
std::size_t advert_size(const WatchedInstance& watched) {
    const bool v4 = watched.family == net::Family::ipv4;
    const std::size_t authentication = watched.version == vrrp::Version::v2 ? 8 : 0;
    return (v4 ? 20 : 40) + 8 + watched.addresses.size() * (v4 ? 4 : 16) + authentication;
}

// S17: two serve, since nobody hears us.
void tell_cause(std::vector<Condition>& hold) {
    Condition& leading = hold.front();
    const auto cut_off = std::ranges::find(hold, Verdict::isolated, &Condition::verdict);
    if (leading.verdict != Verdict::split_brain || !leading.detail.empty()) return;
    if (cut_off == hold.end() || cut_off->detail.empty()) return;
    leading.detail = cut_off->detail;
    leading.reason += "; " + cut_off->reason;
}

}  // namespace

void Watch::doubt(net::Instant since, net::Instant now) {
    if (doubt_) return;
    if (now - calm_since_ > minutes{10}) recurrences_ = 0;
    doubt_ = Doubt{.since = since};
}

void Watch::end_doubt(net::Instant now) {
    if (doubt_->suspected) ++recurrences_;
    doubt_.reset();
    calm_since_ = now;
}

void Watch::forget(net::Instant now) {
    const net::Instant then = now - clear_time();
    if (!audit_.trustworthy()) {
        rivalry_.distrust_answers();
        crowd_.clear();
    }
    rivalry_.forget_before(then);
    crowd_.forget_before(then);
    ledger_.forget_before(then);
    for (Lasting* lasting : {&loop_, &duplicate_}) {
        if (lasting->condition && lasting->last <= then) lasting->condition.reset();
    }
    if (drill_until_ && now >= *drill_until_) drill_until_.reset();
    if (grace_end_ && now >= *grace_end_) grace_end_.reset();
    drift_.advance(now);
    steadiness_.advance(now);
}

std::vector<Finding> Watch::findings(net::Instant now) {
    // Of this reign, ours or the followed master's.
    const Advertiser* followed = advertisers_.followed(now);
    const net::Instant reign = is_master() ? role_.since : followed != nullptr ? followed->first : now;
    const net::Instant alive_since = std::min(reign, now - down_interval());
    const Rivalry::Asker asker{life_, advertisers_, crowd_, alive_since, settle(), now};
    std::vector<Finding> findings = is_master() ? rivalry_.against_us(asker) : rivalry_.among_others(asker);
    const auto strange = crowd_.finding(watched_.interface, now);
    if (!strange || in_grace(now)) return findings;
    // A suspicion adds nothing to what is known; nor does a second conflict.
    const bool adds = findings.empty() || (strange->proven() && std::ranges::none_of(findings, [](const Finding& f) {
                                               return f.verdict == Verdict::address_conflict;
                                           }));
    if (!adds) return findings;
    std::erase_if(findings, [](const Finding& f) { return !f.proven(); });
    findings.push_back(*strange);
    return findings;
}

// What a hand-over may still explain is no proof yet.
void Watch::settle(std::vector<Finding>& findings, net::Instant now) {
    for (Finding& f : findings) {
        if (!f.proven()) continue;
        const net::Instant due = f.since + (f.verdict == Verdict::address_conflict ? settle() : hand_over());
        if (now >= due) continue;
        f.verdict = Verdict::suspected;
        next_weighing_ = net::earlier(next_weighing_, due);
    }
    if (std::ranges::any_of(findings, &Finding::proven)) {
        std::erase_if(findings, [](const Finding& f) { return !f.proven(); });
    } else if (findings.size() > 1) {
        findings.resize(1);
    }
}

void Watch::weigh(const World& world, net::Instant now) {
    rival_conditions_.clear();
    next_weighing_.reset();
    for (const Source& passed : rivalry_.passed(now)) {
        if (is_master()) steadiness_.rival_passed(passed, now);
    }
    std::vector<Finding> found = findings(now);
    settle(found, now);
    if (!found.empty()) {
        const net::Instant first = std::ranges::min(found, {}, &Finding::since).since;
        doubt(first, now);
        doubt_->since = std::min(doubt_->since, first);
        conclude(found, world, now);
    } else if (doubt_ && (doubt_->suspected || now >= doubt_->since + first_look())) {
        end_doubt(now);
    }
    if (!doubt_ || doubt_->suspected) return;
    for (const net::Duration look : {settle(), first_look()}) {
        if (now < doubt_->since + look) next_weighing_ = net::earlier(next_weighing_, doubt_->since + look);
    }
}

void Watch::conclude(const std::vector<Finding>& findings, const World& world, net::Instant now) {
    if (!doubt_->suspected && now < doubt_->since + settle()) return;
    doubt_->suspected = true;
    for (const Finding& f : findings) {
        rival_conditions_.push_back({f.verdict, f.reason + causes(f, world, now), f.detail, f.trust});
        if (f.proven()) incidents_.proven(f, now);
        if (!f.proven() || doubt_->proven) continue;
        doubt_->proven = true;
        detection_.observe(now - doubt_->since);
    }
}

// Why two serve at once, as far as it shows (S10, S19).
std::string Watch::causes(const Finding& finding, const World& world, net::Instant now) const {
    if (!is_master() || !finding.proven() || finding.verdict == Verdict::address_conflict) return "";
    std::string text;
    if (!finding.heard && finding.verdict == Verdict::split_brain) text += "; its adverts do not reach us";
    const Hearing hearing = who_hears_whom(role_, heard_of_others(now), testimonies_, now);
    for (const std::string& deaf : hearing.deaf_to_us) {
        text += "; " + deaf + " does not hear our adverts";
    }
    if (senses_.senses(clear_time(), now).transmit_fails) text += "; our adverts could not be sent";
    const net::Link* link = world.own.link(watched_.interface);
    const std::size_t size = advert_size(watched_);
    if (link != nullptr && size > link->mtu) {
        text += "; our adverts of " + std::to_string(size) + " bytes exceed the MTU of " + std::to_string(link->mtu);
    }
    return text;
}

bool Watch::another_serves(net::Instant now) const {
    return advertisers_.followed(now) != nullptr || std::ranges::any_of(testimonies_, [](const Testimony& t) {
               return t.instance.state == hello::State::master;
           });
}

bool Watch::holds_left_over(net::Instant now) const {
    return stray_since_ && now >= *stray_since_ + settle() && another_serves(now);
}

std::vector<Condition> Watch::own_faults(net::Instant now) const {
    std::vector<Condition> hold;
    const std::string& interface = watched_.interface;
    if (tap_failure_) hold.push_back({Verdict::blind, "cannot listen on " + interface + ": " + *tap_failure_});
    if (deaf_) hold.push_back({Verdict::blind, "no frame was seen on " + interface + ", not even our own adverts"});
    if (holds_left_over(now)) {
        hold.push_back({Verdict::split_brain,
                        "this node holds " + join(role_.stray) + " although it is " +
                            (role_.role == Role::backup ? "backup" : "out of service"),
                        "leftover"});
    }
    if (loop_.condition) hold.push_back(*loop_.condition);
    if (duplicate_.condition) hold.push_back(*duplicate_.condition);
    return hold;
}

std::vector<Condition> Watch::conditions(const World& world, net::Instant now) {
    std::vector<Condition> hold = own_faults(now);
    append(hold, weigh_surroundings(world, now));
    append(hold, rival_conditions_);
    append(hold, audit_.conditions(now));
    append(hold, drift_.conditions());
    append(hold, steadiness_.conditions());
    if (grace_end_) {
        hold.push_back({Verdict::transition, grace_reason_});
    } else if (doubt_ && !doubt_->suspected) {
        hold.push_back({Verdict::transition, "another owner showed up: a hand-over may be under way"});
    }
    // What is real comes before a drill, whichever it is.
    if (drill_until_ && std::ranges::none_of(hold, is_critical)) {
        hold.push_back(
            {Verdict::split_brain, "DRILL: the operator rehearses a split-brain of " + watched_.name, "drill"});
    }
    if (hold.empty()) hold.push_back({Verdict::healthy, "no second owner is seen"});
    // The most severe first, then the table's order; what is sure before what may be.
    std::ranges::sort(hold, {}, [](const Condition& c) {
        return std::tuple{-static_cast<int>(severity(c.verdict)), c.verdict, c.trust};
    });
    tell_cause(hold);
    return hold;
}

bool Watch::stir(net::Instant now) {
    stirred_ = now < advanced_ + pause;
    return !stirred_;
}

void Watch::advance(const World& world, net::Instant now, std::vector<Action>& actions) {
    stirred_ = false;
    advanced_ = now;
    testimonies_ = world.neighbours.about(watched_, now);
    forget(now);
    weigh(world, now);
    const bool deaf = is_master() && senses_.is_deaf(deaf_after(), now);
    if (deaf && !deaf_) record_own(EvidenceKind::local_fault, "saw no frame, not even its own adverts", now);
    deaf_ = deaf;
    audit(world, now, actions);
    const std::vector<Condition> hold = conditions(world, now);
    pronounce(hold, now, actions);
    tell_incidents(now, actions);
    defend(hold, now, actions);
    arbitrate(hold, world, now, actions);
    due_ = next_turn();
}

// RFC 5227 §2.4 (c): who keeps its address against a stranger says so, and not more often than this. What members claim
// is contested by adverts (S32, S34).
void Watch::defend(const std::vector<Condition>& hold, net::Instant now, std::vector<Action>& actions) {
    const auto conflict = [](const Condition& c) { return c.verdict == Verdict::address_conflict; };
    if (!is_master() || now < next_defence_ || std::ranges::none_of(hold, conflict)) return;
    next_defence_ = now + seconds{10};
    actions.emplace_back(Reassert{watched_.name});
}

void Watch::audit(const World& world, net::Instant now, std::vector<Action>& actions) {
    const auto answers = [](const Reachability& target) { return target.proven() && target.steady(); };
    audit_.others_answer(std::ranges::any_of(world.gateways, answers) ||
                         std::ranges::any_of(world.peers, [&](const Reachability& peer) {
                             return contains(members(watched_), peer.address()) && answers(peer);
                         }));
    audit_.suspect((doubt_ && doubt_->suspected) || rivalry_.refused_since(now - seconds{5}));
    audit_.advance(now, actions);
    for (const Audit::Deferred& late : audit_.take_deferred()) {
        owner_answered(late.source, late.address, late.tally, late.shared_mac, now);
        stirred_ = true;
    }
}

// Between two turns it can only move away, but for what stirs us. However a part errs, we do not turn in circles.
std::optional<net::Instant> Watch::deadline() const {
    const auto next = stirred_ ? net::earlier(due_, advanced_) : due_;
    return next ? std::optional{std::max(*next, advanced_ + pause)} : std::nullopt;
}

std::optional<net::Instant> Watch::next_turn() const {
    auto next = net::earlier(grace_end_, drill_until_);
    next = net::earlier(next, next_weighing_);
    for (const auto& last : {rivalry_.oldest(), crowd_.last()}) {
        if (last) next = net::earlier(next, *last + clear_time());
    }
    for (const Lasting* lasting : {&loop_, &duplicate_}) {
        if (lasting->condition) next = net::earlier(next, lasting->last + clear_time());
    }
    if (stray_since_ && advanced_ < *stray_since_ + settle()) next = net::earlier(next, *stray_since_ + settle());
    if (is_master()) next = net::earlier(next, senses_.deaf_at(deaf_after(), advanced_));
    for (const auto& part : {audit_.deadline(), drift_.deadline(), steadiness_.deadline(), surroundings_.deadline(),
                             arbiter_.deadline(), incidents_.deadline()}) {
        next = net::earlier(next, part);
    }
    return next;
}

}  // namespace holdfast::detector
