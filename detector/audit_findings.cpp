// What the audit has found out, in words.
#include <algorithm>

#include "detector/audit.hpp"
#include "detector/members.hpp"
#include "detector/pace.hpp"

namespace holdfast::detector {

bool Audit::advertised(net::Instant now) const {
    return last_advert_ && now - *last_advert_ <= down_interval();
}

// By then we would have taken over if we could, even after a start without proof of reception.
net::Instant Audit::unowned_from() const {
    const net::Duration patience = std::max<net::Duration>(2 * down_interval() + interval(), std::chrono::seconds{5});
    return std::max(role_.since, started_) + patience;
}

bool Audit::nobody_advertises(net::Instant now) const {
    const bool heard_lately = last_advert_ && now - *last_advert_ <= down_interval() + interval();
    return !heard_lately && now > unowned_from();
}

std::optional<Verdict> Audit::meaning_of_silence(net::Instant now) const {
    if (is_master() || !link_up_) return std::nullopt;
    if (advertised(now)) return Verdict::master_blackhole;
    if (nobody_advertises(now)) return Verdict::unowned;
    return std::nullopt;
}

std::optional<net::Instant> Audit::next_meaning(net::Instant now) const {
    if (is_master() || std::ranges::none_of(silences_.all(), [](const auto& s) { return s.rounds > 0; })) return {};
    constexpr net::Duration past{1};
    std::vector<net::Instant> borders{unowned_from()};
    if (last_advert_) borders.push_back(*last_advert_ + down_interval());
    if (last_advert_) borders.push_back(*last_advert_ + down_interval() + interval());
    std::optional<net::Instant> next;
    for (const net::Instant border : borders) {
        if (border >= now) next = net::earlier(next, border + past);
    }
    return next;
}

// Of a master's address, silence tells only where answers are known to reach us, and only while it advertises: one that
// dies is silent in every way (S13).
std::vector<Silences::Silence> Audit::lasting_silences(Verdict verdict) const {
    const auto of_a_master = [&](const Silences::Silence& s) { return s.able && last_advert_ > s.first; };
    std::vector<Silences::Silence> lasting;
    for (const Silences::Silence& s : silences_.all()) {
        if (silences_.lasting(s) && (verdict == Verdict::unowned || of_a_master(s))) lasting.push_back(s);
    }
    return lasting;
}

std::optional<Condition> Audit::silence(net::Instant now) const {
    const auto verdict = meaning_of_silence(now);
    if (!verdict) return std::nullopt;
    std::vector<net::IpAddress> silent;
    for (const Silences::Silence& s : lasting_silences(*verdict)) silent.push_back(s.address);
    if (silent.empty()) return std::nullopt;
    if (*verdict == Verdict::unowned) {
        return Condition{*verdict,
                         "nobody advertises on " + watched_.interface + ", and nobody answers for " + join(silent), "",
                         Trust::known_peer};
    }
    return Condition{*verdict,
                     to_string(*master_) + " advertises as master on " + watched_.interface +
                         ", but nobody answers for " + join(silent),
                     "", master_->member ? Trust::known_peer : Trust::anonymous};
}

std::vector<Condition> Audit::conditions(net::Instant now) const {
    std::vector<Condition> hold;
    if (const auto silent = silence(now)) hold.push_back(*silent);
    const auto proxy = std::ranges::find_if(proxies_.all(), &Proxies::Proxy::told);
    if (proxy != proxies_.all().end()) {
        hold.push_back({Verdict::proxy_arp,
                        to_string(proxy->source) + " answers for " + to_string(proxy->address) + " on " +
                            watched_.interface + ", but only when told who asks",
                        "", proxy->source.member ? Trust::known_peer : Trust::anonymous});
    }
    if (!trustworthy()) {
        hold.push_back({Verdict::oracle_unreliable,
                        canary_.oracle().mac + " answers for addresses that nobody has on " + watched_.interface +
                            ": claims and answers prove nothing",
                        "", Trust::anonymous});
    }
    return hold;
}

std::vector<Evidence> Audit::evidence(net::Instant now) const {
    std::vector<Evidence> all;
    if (const auto verdict = meaning_of_silence(now)) {
        for (const Silences::Silence& s : lasting_silences(*verdict)) {
            all.push_back({EvidenceKind::silence, to_string(s.address), "", watched_.interface,
                           "nobody answered probes", s.first, s.last, s.probes, Trust::known_peer});
        }
    }
    for (const Proxies::Proxy& p : proxies_.all()) {
        if (!p.told()) continue;
        all.push_back({EvidenceKind::probe_answer, p.source.who, p.source.mac, watched_.interface,
                       "answered for " + to_string(p.address) + ", told who asks", p.first, p.last, p.count,
                       p.source.member ? Trust::known_peer : Trust::anonymous});
    }
    if (!trustworthy()) {
        const Canary::Oracle& oracle = canary_.oracle();
        all.push_back({EvidenceKind::probe_answer, "unknown", oracle.mac, watched_.interface,
                       "answered for addresses that nobody has", oracle.first, oracle.last, oracle.count,
                       Trust::anonymous});
    }
    return all;
}

}  // namespace holdfast::detector
