// The traces of all rivals of one virtual router, and what they amount to. Knows neither grace nor roles: whoever asks
// does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "detector/advertisers.hpp"
#include "detector/crowd.hpp"
#include "detector/life.hpp"
#include "detector/trace.hpp"

namespace holdfast::detector {

class Rivalry {
public:
    static constexpr std::size_t limit = 64;

    Rivalry(std::string interface, net::Duration interval) : interface_{std::move(interface)}, interval_{interval} {}

    struct Heard {
        vrrp::Priority priority;
        net::Duration interval{};       // the sender's own
        std::uint64_t own_adverts = 0;  // of ours, until now
        bool authenticated = false;
    };
    void advert(const Source& source, const Heard& heard, net::Instant now);
    void clone(const Source& source, const Heard& heard, net::Instant now);
    // `listing`: it names addresses of ours, so it counts as an advert, unless the sender's others are signed.
    void refused(const Source& source, vrrp::DropReason reason, const std::optional<Heard>& listing, net::Instant now);
    void claim(const Source& source, const net::IpAddress& address, net::Instant now);
    void answer(const Source& source, const net::IpAddress& address, Prober::Tally tally, net::Instant now);
    // Two owners behind the one MAC that all members share.
    void two_answers(const Source& source, const net::IpAddress& address, net::Instant now);
    void inherited(const Source& source, const net::IpAddress& address, net::Instant now);
    // It says by hello whether it is master of our virtual router.
    void told(const Source& source, bool master, vrrp::Priority priority, net::Instant now);
    // It takes its adverts back: they count on only if it goes on after all.
    void is_clone(IdentityId who);
    void resigned(IdentityId who, net::Instant now);
    void united(const Identities::Union& made, const Source& into);

    void clear() { traces_.clear(); }
    void forget(IdentityId who);
    // Claims and answers prove nothing here.
    void distrust_answers();
    void forget_before(net::Instant then);
    // When the oldest evidence was seen last.
    std::optional<net::Instant> oldest() const;

    struct Asker {
        const Life& life;
        const Advertisers& advertisers;
        const Crowd& crowd;
        net::Instant alive_since;  // signs of life count from here
        net::Duration settle{};
        net::Instant now;
    };
    // We are master, so each of them is one too many. The best finding of each verdict; suspicions only without proof.
    std::vector<Finding> against_us(const Asker& asker);
    // We are not: a split shows as two of them, side by side for longer than `settle`, and still so; or as an owner
    // besides the master that is followed.
    std::vector<Finding> among_others(const Asker& asker);

    // Whoever advertised a little, without proof, and stopped: each such episode once.
    std::vector<Source> passed(net::Instant now);
    // It sends signed adverts, and many: whatever else is sent in its name.
    bool is_signed(IdentityId who) const;
    // Somebody's adverts are refused, and were not a while ago: worth asking who answers.
    bool refused_since(net::Instant then) const;

private:
    Trace& trace(const Source& source, net::Instant now);
    void count(Trace& trace, const Heard& heard, net::Instant now) const;
    void count(Run& run, const Heard& heard, net::Instant now) const;
    Grounds grounds(const Trace& trace, const Asker& asker) const;
    std::optional<Finding> side_by_side(const Trace& a, const Trace& b, const Asker& asker) const;
    bool tells_of_itself(const Trace& trace, const Advertiser& followed, const Asker& asker) const;
    std::optional<Finding> besides(const Trace& trace, const Advertiser& followed, const Asker& asker) const;

    net::Duration pause_of(net::Duration interval) const;

    std::string interface_;
    net::Duration interval_;
    std::vector<Trace> traces_;
};

}  // namespace holdfast::detector
