#include "detector/rivalry.hpp"

#include <algorithm>
#include <tuple>

#include "detector/recent.hpp"

namespace holdfast::detector {

std::string to_string(const Source& source) {
    return source.mac.empty() ? source.who : source.who + " (" + source.mac + ")";
}

void Rivalry::advert(const Source& source, vrrp::Priority priority, net::Duration interval, net::Instant now) {
    Rival& r = rival(source, now);
    const net::Duration gap = 3 * std::max(interval, interval_) + interval_;
    if (r.adverts == 0 || now - r.last_advert > gap) {
        r.adverts = 0;
        r.first_advert = now;
    }
    ++r.adverts;
    r.last_advert = now;
    r.priority = priority;
}

void Rivalry::refused(const Source& source, vrrp::DropReason reason, net::Instant now) {
    rival(source, now).refused = reason;
}

void Rivalry::claim(const Source& source, const net::IpAddress& address, net::Instant now) {
    rival(source, now).claimed = address;
}

void Rivalry::answer(const Source& source, const net::IpAddress& address, Prober::Tally tally, net::Instant now) {
    Rival& r = rival(source, now);
    if (r.answered && tally.answered < r.tally.answered) return;
    r.answered = address;
    r.tally = tally;
}

void Rivalry::gone(IdentityId who) {
    std::erase_if(rivals_, [&](const Rival& r) { return r.source.id == who; });
}

std::optional<Finding> Rivalry::against_us(net::Duration master_down_interval, net::Instant now) const {
    if (rivals_.empty()) return std::nullopt;
    for (const Rival& r : rivals_) {
        if (const auto reason = proof(r, master_down_interval, now)) return Finding{true, *reason, r.last};
    }
    const Rival& latest = *std::ranges::max_element(rivals_, {}, &Rival::last);
    return Finding{false, suspicion(latest), latest.last};
}

std::optional<Finding> Rivalry::among_others(net::Duration settle) const {
    std::optional<Finding> suspected;
    for (auto a = rivals_.begin(); a != rivals_.end(); ++a) {
        for (auto b = std::next(a); b != rivals_.end(); ++b) {
            const auto finding = side_by_side(*a, *b, settle);
            if (finding && finding->proven) return finding;
            if (finding) suspected = finding;
        }
    }
    return suspected;
}

std::optional<Finding> Rivalry::side_by_side(const Rival& a, const Rival& b, net::Duration settle) const {
    const net::Instant together = std::max(a.first_advert, b.first_advert);
    const auto [earlier, later] = std::minmax(a.last_advert, b.last_advert);
    if (later - earlier > 3 * interval_) return std::nullopt;  // one has fallen silent
    if (earlier - together < settle) return std::nullopt;
    const bool proven = steady(a) && steady(b) && earlier - together >= two_intervals();
    return Finding{proven,
                   to_string(a.source) + " and " + to_string(b.source) + " both advertise as master on " + interface_,
                   together};
}

Rivalry::Rival& Rivalry::rival(const Source& source, net::Instant now) {
    const auto known = std::ranges::find_if(rivals_, [&](const Rival& r) { return r.source.id == source.id; });
    // A flood of strangers must not push out a member's evidence.
    const auto rank = [](const Rival& r) { return std::tuple{r.source.member, r.last}; };
    Rival& r = known != rivals_.end() ? *known : make_room(rivals_, limit, rank);
    r.source = source;
    r.last = now;
    return r;
}

// It had its chance to yield, or we did.
bool Rivalry::steady(const Rival& r) const {
    return r.adverts >= 3 && r.last_advert - r.first_advert >= two_intervals();
}

std::optional<std::string> Rivalry::proof(const Rival& r, net::Duration master_down_interval, net::Instant now) const {
    const std::string priority = "priority " + std::to_string(r.priority.value());
    if (steady(r)) return told(r, "also advertises as master with " + priority);

    const bool heard_lately = r.adverts > 0 && now - r.last_advert <= master_down_interval;
    const bool credible = r.source.member || r.source.answers_pings || heard_lately;
    if (r.tally.answered >= 2 && credible) {
        return told(r, "also answers for " + to_string(*r.answered)) + ": " + std::to_string(r.tally.answered) +
               " of " + std::to_string(r.tally.sent) + " probes";
    }
    const bool advertises = r.adverts > 0 || r.refused;
    if (advertises && r.answered) return told(r, "advertises, and answers for " + to_string(*r.answered));
    if (advertises && r.claimed) return told(r, "advertises, and claims " + to_string(*r.claimed));
    return std::nullopt;
}

std::string Rivalry::suspicion(const Rival& r) const {
    if (r.adverts > 0) return told(r, "advertised with priority " + std::to_string(r.priority.value()));
    if (r.answered) return told(r, "answered a probe for " + to_string(*r.answered));
    if (r.claimed) return told(r, "claimed " + to_string(*r.claimed));
    return told(r, "sends adverts that are refused (" + std::string{label(*r.refused)} + ")");
}

std::string Rivalry::told(const Rival& r, const std::string& what) const {
    return to_string(r.source) + " " + what + " on " + interface_;
}

}  // namespace holdfast::detector
