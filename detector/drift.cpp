#include "detector/drift.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <tuple>
#include <utility>

#include "detector/members.hpp"
#include "detector/pace.hpp"
#include "detector/recent.hpp"

namespace holdfast::detector {

namespace {

constexpr std::uint64_t no_accident = 2;  // one frame may be an accident of the line, or of a reload
constexpr std::size_t sentences_told = 3;

std::vector<net::IpAddress> without(const std::vector<net::IpAddress>& all, const std::vector<net::IpAddress>& these) {
    std::vector<net::IpAddress> rest;
    for (const net::IpAddress& address : all) {
        if (!contains(these, address)) rest.push_back(address);
    }
    return rest;
}

}  // namespace

void Drift::advert(const Source& source, const vrrp::Advertisement& advert, net::Instant now) {
    compare_addresses(source, advert.addresses, now);
    if (!advert.priority.is_owner() || alien(source.id)) return;
    note(Kind::owner, source, now).what = "has priority 255, and is not the only one";
}

void Drift::compare_addresses(const Source& source, const std::vector<net::IpAddress>& theirs, net::Instant now) {
    if (theirs == watched_.addresses) return not_alien(source.id);
    const std::vector<net::IpAddress> foreign = without(theirs, watched_.addresses);
    const std::vector<net::IpAddress> missing = without(watched_.addresses, theirs);
    const Difference* known = find(Kind::addresses, source);
    const bool claims = known != nullptr && known->claims;
    if (foreign.size() == theirs.size() && !claims) {
        Difference& d = note(Kind::alien, source, now);
        if (std::exchange(d.listed, theirs) == theirs) return;
        d.what =
            "uses VRID " + std::to_string(std::to_underlying(watched_.vrid)) + " for other addresses: " + join(theirs);
        return;
    }
    not_alien(source.id);
    if (foreign.empty() && missing.empty()) return;  // only in another order
    Difference& d = note(Kind::addresses, source, now);
    if (std::exchange(d.listed, theirs) == theirs) return;
    d.what = "advertises other addresses:";
    if (!foreign.empty()) d.what += " also " + join(foreign);
    if (!missing.empty()) d.what += (foreign.empty() ? " not " : ", but not ") + join(missing);
}

void Drift::not_alien(IdentityId who) {
    std::erase_if(differences_, [&](const auto& d) { return d.kind == Kind::alien && d.source.id == who; });
}

void Drift::refused(const Source& source, vrrp::DropReason reason, net::Instant now) {
    if (reason == vrrp::DropReason::own_source) return;   // a clone, or a loop
    if (reason == vrrp::DropReason::hmac_replay) return;  // somebody repeats it, or the network does
    Difference& d = note(Kind::refused, source, now);
    d.trust = Trust::anonymous;
    if (d.reason == reason) return;
    d.reason = reason;
    d.what = "sends adverts that are refused: " + std::string{label(reason)};
}

void Drift::claimed(IdentityId who) {
    for (Difference& d : differences_) {
        if (d.source.id != who || d.kind != Kind::alien) continue;
        d.kind = Kind::addresses;
        d.claims = true;
    }
}

void Drift::told(const Testimony& testimony) {
    if (!testimony.settings_differ) return;
    Source source;
    source.who = testimony.node;
    source.addresses = {testimony.address};
    const Difference* known = find(Kind::settings, source);
    if (known != nullptr && known->last >= testimony.at) return;
    Difference& d = note(Kind::settings, source, testimony.at);
    d.trust = Trust::authenticated;
    d.what = "is configured otherwise: version, interval, addresses or authentication";
}

bool Drift::alien(IdentityId who) const {
    return std::ranges::any_of(differences_,
                               [&](const auto& d) { return d.kind == Kind::alien && d.source.id == who; });
}

Drift::Difference* Drift::find(Kind kind, const Source& source) {
    const auto found = std::ranges::find_if(differences_, [&](const Difference& d) {
        return d.kind == kind && d.source.id == source.id && (kind != Kind::settings || d.source.who == source.who);
    });
    return found == differences_.end() ? nullptr : &*found;
}

Drift::Difference& Drift::note(Kind kind, const Source& source, net::Instant now) {
    Difference* known = find(kind, source);
    if (known == nullptr) {
        // A flood by strangers must not push out what a member does.
        const auto rank = [](const Difference& d) { return std::tuple{d.trust != Trust::anonymous, d.last}; };
        known = &make_room(differences_, limit, rank);
        known->kind = kind;
        known->first = now;
    }
    known->source = source;
    known->trust = source.member ? Trust::known_peer : Trust::anonymous;
    known->last = now;
    ++known->count;
    return *known;
}

bool Drift::counts(const Difference& d) const {
    if (d.kind == Kind::settings) return true;
    if (d.count < no_accident) return false;
    return d.kind != Kind::owner || watched_.priority.is_owner() ||
           std::ranges::count(differences_, Kind::owner, &Difference::kind) > 1;
}

std::string Drift::sentence(const Difference& d) const {
    return to_string(d.source) + " " + d.what + " on " + watched_.interface;
}

// The best trusted first.
std::optional<Condition> Drift::sum_up(Verdict verdict) const {
    std::vector<const Difference*> faults;
    for (const Difference& d : differences_) {
        if (counts(d) && (d.kind == Kind::alien) == (verdict == Verdict::vrid_collision)) faults.push_back(&d);
    }
    if (faults.empty()) return std::nullopt;
    std::ranges::sort(faults, {}, [](const Difference* d) { return std::pair{d->trust, d}; });
    Condition sum{verdict, "", "", faults.front()->trust};
    for (const Difference* d : faults | std::views::take(sentences_told)) {
        sum.reason += (sum.reason.empty() ? "" : "; ") + sentence(*d);
    }
    if (faults.size() > sentences_told)
        sum.reason += "; and " + std::to_string(faults.size() - sentences_told) + " more";
    return sum;
}

std::vector<Condition> Drift::conditions() const {
    std::vector<Condition> hold;
    for (const Verdict verdict : {Verdict::misconfigured, Verdict::vrid_collision}) {
        if (auto condition = sum_up(verdict)) hold.push_back(*std::move(condition));
    }
    return hold;
}

std::vector<Evidence> Drift::evidence() const {
    static constexpr std::array kinds{EvidenceKind::rejected_advert, EvidenceKind::foreign_advert,
                                      EvidenceKind::foreign_advert, EvidenceKind::hello, EvidenceKind::foreign_advert};
    std::vector<Evidence> all;
    for (const Difference& d : differences_) {
        if (!counts(d)) continue;
        all.push_back({kinds.at(std::to_underlying(d.kind)), d.source.who, d.source.mac, watched_.interface, d.what,
                       d.first, d.last, d.count, d.trust});
    }
    return all;
}

net::Duration Drift::clear_time() const {
    return clearing_time(master_down_interval(watched_, role_));
}

void Drift::advance(net::Instant now) {
    std::erase_if(differences_, [&](const Difference& d) { return now - d.last >= clear_time(); });
}

std::optional<net::Instant> Drift::deadline() const {
    std::optional<net::Instant> next;
    for (const Difference& d : differences_) next = net::earlier(next, d.last + clear_time());
    return next;
}

}  // namespace holdfast::detector
