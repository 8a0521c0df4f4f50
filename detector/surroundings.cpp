#include "detector/surroundings.hpp"

#include <algorithm>
#include <string>

#include "detector/hearing.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

using std::chrono::seconds;
using View = Surroundings::View;

namespace {

std::string count_and_join(const std::string& noun, const std::vector<net::IpAddress>& addresses) {
    return noun + (addresses.size() == 1 ? " " : "s ") + join(addresses);
}

// detector.md §4
net::Duration confirmation(const OwnRole& role) {
    return std::max<net::Duration>(2 * role.master_down_interval, seconds{5});
}

// What still came after the last answer may have been on its way before the cut: that fell into the round that
// followed.
net::Instant surely_cut(const View& view, net::Instant last_life) {
    return last_life + std::min<net::Duration>(view.settings.ping_interval, confirmation(view.role) / 2);
}

struct Cause {
    std::string detail, words;
    Trust trust = Trust::known_peer;
};

// Not even a switch is heard. A frame may have come in between the last answer and the cut: then for as long as it
// takes.
bool hears_nobody(const View& view, net::Instant cut, net::Instant now) {
    const net::Instant last = view.senses.last_foreign_frame;
    return last <= cut || now - last >= confirmation(view.role);
}

Cause cause_of(const View& view, const Around& around, net::Instant last_life, net::Instant now) {
    const net::Instant cut = surely_cut(view, last_life);
    if (view.senses.transmit_fails) return {"mute", "; our adverts cannot be sent", Trust::local_fact};
    if (view.senses.last_foreign_advert && *view.senses.last_foreign_advert > cut)
        return {"mute", "; adverts of others still arrive: what we send is lost"};
    if (around.hears_one_way) return {"mute", "; a peer's hellos still arrive: what we send is lost"};
    if (hears_nobody(view, cut, now)) return {"deaf", "; no frame of another host arrives", Trust::local_fact};
    return {};
}

std::string asked_in_vain(const Around& around) {
    const std::string other = around.peers == Answers::unasked ? "any hello" : count_and_join("peer", around.peer_list);
    return "neither " + count_and_join("gateway", around.gateway_list) + " nor " + other + " answers";
}

Condition isolated(const View& view, const Around& around, net::Instant last_life, net::Instant now) {
    Cause cause = cause_of(view, around, last_life, now);
    std::string reason = std::string{"this "} + (view.role.role == Role::master ? "master" : "backup") +
                         " is cut off on " + view.watched.interface + ": " + asked_in_vain(around) + cause.words;
    for (const Testimony& told : around.told) {
        if (told.gateways != hello::Path::up) continue;
        reason += "; " + name_of(told) + " reaches its gateway";
        cause.trust = Trust::authenticated;
    }
    return {Verdict::isolated, std::move(reason), std::move(cause.detail), cause.trust};
}

// The same peers, on another interface, are there.
std::optional<Condition> only_here(const View& view, const Around& around) {
    if (around.peers != Answers::none) return std::nullopt;
    for (const WatchedInstance& sibling : view.settings.instances) {
        if (sibling.interface == view.watched.interface) continue;
        const std::vector<net::IpAddress> there = members(sibling);
        if (answers_of(view.peers, there) != Answers::some) continue;
        return Condition{Verdict::partial_partition,
                         count_and_join("peer", around.peer_list) + " on " + view.watched.interface +
                             " does not answer, while " + join(there) + " on " + sibling.interface + " does",
                         "", Trust::known_peer};
    }
    return std::nullopt;
}

void add_sentence(std::string& text, const std::string& sentence) {
    text += (text.empty() ? "" : "; ") + sentence;
}

std::string missing_hello(const NeighbourReport& neighbour) {
    const std::string who = name_of(neighbour);
    return neighbour.heard ? who + " does not hear our hello" : "no hello from " + who;
}

// Only where somebody should be there.
std::optional<Condition> jeopardy(const Around& around, const Hearing& hearing, bool peers_matter) {
    std::string reason;
    Trust trust = Trust::known_peer;
    if (around.all_silent()) {
        add_sentence(reason, asked_in_vain(around));
    } else if (peers_matter && around.peers == Answers::none) {
        add_sentence(reason, "no peer answers pings (" + join(around.peer_list) + ")");
    }
    for (const NeighbourReport& neighbour : around.missing) add_sentence(reason, missing_hello(neighbour));
    for (const std::string& who : hearing.deaf_to_us) {
        add_sentence(reason, who + " does not hear our adverts");
        trust = Trust::authenticated;
    }
    if (reason.empty()) return std::nullopt;
    return Condition{Verdict::jeopardy, reason + ": the next loss would be ambiguous", "", trust};
}

}  // namespace

std::vector<Condition> Surroundings::weigh(const View& view, net::Instant now) {
    deadline_ = view.neighbours.deadline(now);
    const Around around = look_around(view.watched, view.gateways, view.peers, view.neighbours, now);
    notice_life(view, around, now);
    if (!view.senses.link_up || view.role.role == Role::absent) return {};  // a fault, and said as one
    if (const net::Instant settled = view.role.since + view.role.master_down_interval; settled > now)
        deadline_ = net::earlier(deadline_, settled);

    std::vector<Condition> hold;
    const Hearing hearing = who_hears_whom(view.role, view.senses.heard, around.told, now);
    if (hearing.disagreement)
        hold.push_back({Verdict::partial_partition, *hearing.disagreement, "", Trust::authenticated});
    if (cut_off(view, around, now)) {
        hold.push_back(isolated(view, around, last_life_, now));
        return hold;
    }
    if (auto lost = upstream(view, around, now)) hold.push_back(std::move(*lost));
    const auto sibling = hearing.disagreement ? std::nullopt : only_here(view, around);
    if (sibling) hold.push_back(*sibling);
    if (auto alone = jeopardy(around, hearing, !sibling)) hold.push_back(std::move(*alone));
    return hold;
}

// Silence counts from the last answer, not from when it was noticed.
void Surroundings::notice_life(const View& view, const Around& around, net::Instant now) {
    const bool listens = view.senses.link_up && view.role.role != Role::absent;
    if (!listens || around.answered != answers_) last_life_ = now;
    answers_ = around.answered;
    if (around.hello_here || (around.peers == Answers::unasked && around.hello_anywhere))
        last_life_ = std::max(last_life_, view.neighbours.last_heard().value_or(last_life_));
    if (listens) return;
    isolated_ = false;
    upstream_lost_ = false;
}

// Ends when a target is up again, which takes more answers in a row than its loss took losses.
bool Surroundings::cut_off(const View& view, const Around& around, net::Instant now) {
    if (!around.all_silent()) return isolated_ = false;
    const net::Instant certain = last_life_ + confirmation(view.role);
    if (now >= certain) isolated_ = true;
    if (!isolated_) deadline_ = net::earlier(deadline_, certain);
    return isolated_;
}

std::optional<Condition> Surroundings::upstream(const View& view, const Around& around, net::Instant now) {
    // A round of echoes is lost one by one: peers that waver may be silent in a moment, and then it is us.
    const bool undecided = around.gateways == Answers::wavering || around.peers == Answers::wavering;
    if (around.gateways == Answers::some || around.gateways == Answers::unasked || around.all_silent()) {
        upstream_lost_ = false;
    } else if (!undecided || around.hello_here) {
        upstream_lost_ = around.gateways == Answers::none || upstream_lost_;
    }
    if (!upstream_lost_) {
        upstream_lost_at_.reset();
        return std::nullopt;
    }
    // The neighbour's echoes are lost in rounds of its own: its word is compared when it has had time to notice too.
    if (!upstream_lost_at_) upstream_lost_at_ = now;
    const net::Instant comparable =
        *upstream_lost_at_ + view.settings.ping_interval + 2 * hello_interval(view.settings);
    if (!around.told.empty() && now < comparable) {
        deadline_ = net::earlier(deadline_, comparable);
        return std::nullopt;
    }

    const std::string lost = count_and_join("gateway", around.gateway_list) + " does not answer";
    for (const Testimony& told : around.told) {
        if (told.gateways != hello::Path::up) continue;
        return Condition{Verdict::uplink_degraded, lost + " this node, while " + name_of(told) + " reaches its gateway",
                         "", Trust::authenticated};
    }
    const bool others = around.peers == Answers::some || around.hello_here;
    return Condition{Verdict::upstream_down,
                     lost + (others ? ", although peers do" : ", and no peer is there to compare"), "",
                     Trust::known_peer};
}

}  // namespace holdfast::detector
