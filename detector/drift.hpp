// Nodes that are configured differently: adverts that are refused, address lists and settings that differ, two owners
// of priority 255; and groups that merely share our VRID.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/vrrp/advertisement.hpp"
#include "detector/condition.hpp"
#include "detector/neighbours.hpp"
#include "detector/role.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

class Drift {
public:
    static constexpr std::size_t limit = 32;  // differences

    explicit Drift(WatchedInstance watched) : watched_{std::move(watched)} {}
    void configure(const WatchedInstance& watched) { watched_ = watched; }

    void role(const OwnRole& role) { role_ = role; }
    void advert(const Source& source, const vrrp::Advertisement& advert, net::Instant now);  // valid, in any role
    void refused(const Source& source, vrrp::DropReason reason, net::Instant now);
    // It claimed, or answered for, one of our addresses: it is of our group, whatever it lists.
    void claimed(IdentityId who);
    void told(const Testimony& testimony);  // by a neighbour; the same one again changes nothing

    // It lists none of our addresses and claims none: no rival, and no master of ours.
    bool alien(IdentityId who) const;

    // misconfigured, vrid_collision
    std::vector<Condition> conditions() const;
    std::vector<Evidence> evidence() const;  // behind them

    void advance(net::Instant now);  // forgets
    std::optional<net::Instant> deadline() const;

private:
    enum class Kind : std::uint8_t { refused, addresses, owner, settings, alien };
    struct Difference {
        Kind kind{};
        Source source;
        std::string what;  // after its name
        std::optional<vrrp::DropReason> reason;
        std::vector<net::IpAddress> listed;
        Trust trust = Trust::anonymous;
        bool claims = false;
        net::Instant first, last;
        std::uint64_t count = 0;
    };

    Difference* find(Kind kind, const Source& source);
    Difference& note(Kind kind, const Source& source, net::Instant now);
    void not_alien(IdentityId who);
    void compare_addresses(const Source& source, const std::vector<net::IpAddress>& theirs, net::Instant now);
    net::Duration clear_time() const;
    bool counts(const Difference& difference) const;
    std::string sentence(const Difference& difference) const;
    std::optional<Condition> sum_up(Verdict verdict) const;

    WatchedInstance watched_;
    OwnRole role_;
    std::vector<Difference> differences_;
};

}  // namespace holdfast::detector
