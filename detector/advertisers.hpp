// Who advertises as master of our virtual router besides us, by adverts that are valid.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

struct Advertiser {
    Source source;
    net::IpAddress address;  // the source of its adverts
    vrrp::Priority priority;
    net::Duration silent_after{};  // its own master-down interval
    net::Instant first, last;      // of the running run
    std::uint64_t count = 0;       // of all its adverts
    bool resigned = false;
    bool authenticated = false;  // the last of them is signed by a key of ours
};

class Advertisers {
public:
    static constexpr std::size_t limit = 16;

    void heard(const Source& source, const net::IpAddress& address, const vrrp::Advertisement& advert,
               bool authenticated, net::Instant now);
    void resigned(IdentityId who);
    void united(const Identities::Union& made);

    // Lately: within its master-down interval, and has not resigned.
    std::vector<Advertiser> serving(net::Instant now) const;
    // Of them the one that serves longest: whom a backup follows.
    const Advertiser* followed(net::Instant now) const;
    bool is_serving(IdentityId who, net::Instant now) const;
    // Without a list of peers, whoever sent an accepted advert is a member.
    bool knows(const net::IpAddress& address) const;
    // The one that advertised last; null: nobody ever did.
    const Advertiser* last() const;
    const std::vector<Advertiser>& all() const { return advertisers_; }

private:
    std::vector<Advertiser> advertisers_;
};

}  // namespace holdfast::detector
