// How long two served at once, told when it is over. For sure: while a second owner was proven, and since when a member
// says by hello that it is master. Possibly: a member from whom nothing at all was heard comes back as master while we
// are; it may have served ever since its master-down timer ran out (S52).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detector/finding.hpp"
#include "detector/incident.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

class Incidents {
public:
    static constexpr std::size_t limit = 64;  // members
    // Both sides tell of themselves within this of a cut's end.
    static constexpr net::Duration telling = std::chrono::seconds{2};

    explicit Incidents(WatchedInstance watched) : watched_{std::move(watched)} {}
    void configure(const WatchedInstance& watched) { watched_ = watched; }

    void role(const OwnRole& role, net::Instant now);

    // It answers a ping or says hello: silence there for longer than `patience` is no chance.
    enum class Channel : std::uint8_t { ping, hello };
    void answers(const net::IpAddress& member, Channel channel, net::Duration patience, net::Instant now);
    // It did anything at all.
    void sign(const net::IpAddress& member, net::Instant now);
    // It advertises as master of our virtual router, or as the owner of its addresses, who listens to nobody before …
    void advertises(const net::IpAddress& member, const std::string& who, vrrp::Priority priority, net::Instant now);
    // … or says so by hello, with the beginning of it; none: it says that it is not master.
    void told(const net::IpAddress& member, const std::string& who, std::optional<net::Instant> master_since,
              net::Instant now);
    // A second owner is proven now. To be said at each instant while that holds.
    void proven(const Finding& finding, net::Instant now);

    // It went on until now.
    void lasted(net::Instant now) {
        if (running_) running_->incident.until = now;
    }

    // What is over since it was asked last.
    std::vector<Incident> over(net::Instant now);
    std::optional<net::Instant> deadline() const;

    const IncidentCount& certain() const { return certain_; }
    const IncidentCount& possible() const { return possible_; }
    const std::optional<Incident>& last() const { return last_; }

private:
    struct Silence {
        net::Instant from, to;
        bool but_hello = false;  // nothing but its hello could have been heard
    };
    struct Return {  // as master, while we were: what is known of it is awaited
        Silence silence;
        net::Instant until;  // when we heard it last, or yielded
        net::Instant due;
    };
    struct Word {  // by hello
        net::Instant master_since, at;
    };
    struct Heard {  // by one channel
        net::Duration patience{};
        std::optional<net::Instant> last;
    };
    struct Member {
        net::IpAddress address;
        std::string who;
        std::array<Heard, 2> channels;
        net::Instant last;               // in any way
        std::optional<Silence> silence;  // the last that was no chance
        std::optional<Word> word;
        std::optional<Return> returned;

        Heard& by(Channel channel) { return channels.at(std::to_underlying(channel)); }
        const Heard& by(Channel channel) const { return channels.at(std::to_underlying(channel)); }
        // It worked when the member was heard last.
        bool worked(Channel channel) const {
            const Heard& heard = by(channel);
            return heard.last && last - *heard.last <= heard.patience;
        }
    };
    struct Running {
        Incident incident;
        bool beside_us = false;
        net::Instant held;  // when it was proven last
    };
    bool is_master() const { return role_.role == Role::master; }
    net::Duration one_interval() const;
    net::Duration soonest_take_over() const;
    Member* find(const net::IpAddress& member);
    std::optional<net::Duration> patience(const Member& member) const;
    void came_back(Member& member, net::Instant now);
    std::optional<net::Instant> served_until(net::Instant now) const;
    std::optional<Incident> conclude(const Member& member) const;
    std::optional<Incident> end_of_proven(net::Instant now);
    void tell(Incident incident, std::vector<Incident>& all);

    WatchedInstance watched_;
    OwnRole role_;
    net::Instant reign_begin_;
    std::optional<net::Instant> reign_end_;
    std::vector<Member> members_;  // those that answer
    std::optional<Running> running_;
    IncidentCount certain_, possible_;
    std::optional<Incident> last_;
};

}  // namespace holdfast::detector
