#include "detector/advertisers.hpp"

#include <algorithm>

#include "daemon/vrrp/timing.hpp"
#include "detector/recent.hpp"

namespace holdfast::detector {

namespace {

bool serves(const Advertiser& a, net::Instant now) {
    return !a.resigned && now - a.last <= a.silent_after;
}

}  // namespace

void Advertisers::heard(const Source& source, const net::IpAddress& address, const vrrp::Advertisement& advert,
                        bool authenticated, net::Instant now) {
    const auto known =
        std::ranges::find_if(advertisers_, [&](const Advertiser& a) { return a.source.id == source.id; });
    // Who sent many is not pushed out by a crowd of forged ones.
    Advertiser& a = known != advertisers_.end() ? *known : make_room(advertisers_, limit, &Advertiser::count);
    if (!serves(a, now)) a.first = now;
    a.source = source;
    a.address = address;
    a.priority = advert.priority;
    a.silent_after = vrrp::master_down_interval(advert.version, advert.priority, advert.interval);
    a.last = now;
    ++a.count;
    a.resigned = false;
    a.authenticated = authenticated;
}

void Advertisers::resigned(IdentityId who) {
    for (Advertiser& a : advertisers_) {
        if (a.source.id == who) a.resigned = true;
    }
}

void Advertisers::united(const Identities::Union& made) {
    for (Advertiser& a : advertisers_) {
        if (a.source.id == made.gone) a.source.id = made.into;
    }
}

std::vector<Advertiser> Advertisers::serving(net::Instant now) const {
    std::vector<Advertiser> result;
    std::ranges::copy_if(advertisers_, std::back_inserter(result), [&](const Advertiser& a) { return serves(a, now); });
    return result;
}

const Advertiser* Advertisers::followed(net::Instant now) const {
    const Advertiser* longest = nullptr;
    for (const Advertiser& a : advertisers_) {
        if (serves(a, now) && (longest == nullptr || a.first < longest->first)) longest = &a;
    }
    return longest;
}

bool Advertisers::is_serving(IdentityId who, net::Instant now) const {
    return std::ranges::any_of(advertisers_, [&](const Advertiser& a) { return a.source.id == who && serves(a, now); });
}

bool Advertisers::knows(const net::IpAddress& address) const {
    return std::ranges::find(advertisers_, address, &Advertiser::address) != advertisers_.end();
}

const Advertiser* Advertisers::last() const {
    const auto latest = std::ranges::max_element(advertisers_, {}, &Advertiser::last);
    return latest == advertisers_.end() ? nullptr : &*latest;
}

}  // namespace holdfast::detector
