// The adverts of our own that leave this host, as the tap sees them. Those that our daemon cannot have sent come from a
// second one here (S43): in another role, with another priority, or more of them than one daemon sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/net/time.hpp"
#include "detector/role.hpp"

namespace holdfast::detector {

class OwnAdverts {
public:
    // We are told of a change a moment after it happened: what contradicts that for longer is not ours.
    static constexpr net::Duration patience = std::chrono::seconds{1};
    static constexpr int odd_often = 3;
    static constexpr int looked_at = 8;  // intervals, in which one daemon sends so many
    static constexpr int too_many = 11;  // of two it would be twice as many
    static constexpr int looks = 2;      // in a row, to be sure

    void told(const OwnRole& role);
    // What cannot be ours about it: "although we are not master"; "": nothing. When it left, which may be long ago: who
    // reads late reads many at once.
    std::string sent(vrrp::Priority priority, net::Duration interval, net::Instant at);
    // Somebody else's advert may make us speak out of turn.
    void foreign() { begin_.reset(); }
    std::uint64_t count() const { return count_; }

private:
    bool is_odd(net::Duration interval, net::Instant now);
    bool are_too_many(net::Duration interval, net::Instant now);

    Role role_ = Role::absent;
    vrrp::Priority priority_;
    net::Instant since_;
    std::uint64_t count_ = 0;
    std::optional<net::Instant> odd_since_;
    net::Instant odd_last_;
    int odd_times_ = 0;  // reigns of ours that are too short to be told give a pair of adverts each (S12)
    std::optional<net::Instant> begin_;  // of the running look
    net::Instant last_;
    int seen_ = 0;     // in it
    int crowded_ = 0;  // looks in a row
};

}  // namespace holdfast::detector
