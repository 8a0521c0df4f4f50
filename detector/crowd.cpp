#include "detector/crowd.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

constexpr std::size_t told_apart = 8;  // more of them are one line of evidence

}  // namespace

bool Crowd::claim(const net::MacAddress& mac, const net::IpAddress& address, Manner manner, net::Instant now) {
    Stranger& s = stranger(mac, now);
    s.last = now;
    s.announces |= manner == Manner::announces;
    s.uses |= manner == Manner::uses;
    if (claims_++ == 0) first_ = now;
    last_ = now;
    address_ = address;
    return strangers_.size() > told_apart;
}

std::string Crowd::manners(const net::MacAddress& mac) const {
    const auto known = std::ranges::find(strangers_, mac, &Stranger::mac);
    if (known == strangers_.end()) return "";
    return known->announces ? "rogue" : known->uses ? "lvs_dr_leak" : "";
}

void Crowd::known(const net::MacAddress& mac) {
    if (strangers_.size() == 1 && strangers_.front().mac == mac) clear();
}

void Crowd::forget_before(net::Instant then) {
    if (claims_ > 0 && last_ <= then) clear();
}

// detector.md §4: two claims a second apart, from an identity that is no member.
std::optional<Finding> Crowd::finding(const std::string& interface, net::Instant now) const {
    if (claims_ == 0) return std::nullopt;
    const bool proven = last_ - first_ >= apart;
    const bool announced = std::ranges::any_of(strangers_, &Stranger::announces);
    Finding finding{.verdict = proven ? Verdict::address_conflict : Verdict::suspected,
                    .reason = who(now) + " claimed " + to_string(address_) + " on " + interface,
                    .detail = {},
                    .trust = Trust::anonymous,
                    .since = first_,
                    .last = last_,
                    .who = {}};
    if (proven) finding.reason += ", " + std::to_string(claims_) + " times: no member of this virtual router";
    if (proven && announced) finding.detail = "rogue";
    return finding;
}

Crowd::Stranger& Crowd::stranger(const net::MacAddress& mac, net::Instant now) {
    const auto known = std::ranges::find(strangers_, mac, &Stranger::mac);
    if (known != strangers_.end()) return *known;
    if (strangers_.size() < limit) return strangers_.emplace_back(Stranger{.mac = mac, .last = now});
    Stranger& replaced = strangers_[oldest_];
    oldest_ = (oldest_ + 1) % limit;
    return replaced = {.mac = mac, .last = now};
}

std::string Crowd::who(net::Instant now) const {
    if (strangers_.size() == 1) return "unknown (" + to_string(strangers_.front().mac) + ")";
    const auto many = std::ranges::count_if(strangers_, [&](const Stranger& s) { return now - s.last <= lately; });
    const bool more = static_cast<std::size_t>(many) >= limit;
    return (more ? "at least " : "") + std::to_string(many) + " unknown hosts in 10 s";
}

}  // namespace holdfast::detector
