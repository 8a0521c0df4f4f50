// What one rival has left behind, and what that proves: the rules of detector.md §4, one rival at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/net/time.hpp"
#include "daemon/vrrp/drop_reason.hpp"
#include "daemon/vrrp/types.hpp"
#include "detector/finding.hpp"
#include "detector/prober.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

// What the rules need to know besides a trace.
struct Grounds;

// Adverts one after the other: it ends when two of them are missing.
struct Run {
    int adverts = 0;
    net::Instant first, last;
    std::uint64_t own_before = 0, own_between = 0;  // adverts of ours: before it, and within it
    net::Duration interval{};                       // the sender's own

    bool goes_on(net::Instant now, net::Duration pause) const { return adverts > 0 && now - last <= pause; }
    void count(net::Duration sent_each, std::uint64_t own_adverts, net::Instant now);
    // Many adverts, side by side with ours if we are master.
    bool is_steady(const Grounds& grounds, bool between_ours) const;
};

struct Trace {
    Source source;
    net::Instant first, last;  // of any evidence, in one episode
    bool clone = false;        // it speaks from our own address

    Run run, signed_run;  // of all its adverts, and of those signed by a key of ours
    vrrp::Priority priority;
    bool passed = false;  // the run is over, and was told to be

    std::optional<vrrp::DropReason> refused;  // its adverts are
    bool refused_lists_ours = false;
    std::optional<net::IpAddress> claimed, answered;
    Prober::Tally tally{};   // the best of all rounds
    bool inherited = false;  // it answered just before we took over
    struct TwoAnswers {      // to each of two probes, from the MAC that all members share
        net::IpAddress to;
        net::Instant first, last;
    };
    std::optional<TwoAnswers> two_answers;  // of the master that is followed, who renews `last` each interval

    int hellos = 0;  // in a row, of a master
    net::Instant first_hello, last_hello;

    std::optional<net::Instant> resigned;
    bool went_on = false;           // after it had resigned: it is not believed again
    std::optional<Finding> proven;  // once it was: it stays so until that is forgotten

    bool took_itself_back() const { return resigned && *resigned >= last && !went_on && !proven; }
    bool suspicious() const;
    // By signed adverts alone: what others send in between adds nothing, and takes nothing away.
    bool is_signed(const Grounds& grounds, bool between_ours) const;
};

struct Grounds {
    std::string interface;
    net::Duration interval{};  // of our adverts
    net::Duration settle{};    // a hand-over may look like a rival for so long
    bool alive = false;        // the rival's daemon is
    std::string manners;       // of a stranger: "rogue", "lvs_dr_leak"

    // Less what timers jitter.
    net::Duration one_interval() const { return interval - interval / 8; }
    net::Duration two_intervals() const { return 2 * interval - interval / 8; }
};

// We are master, and so says this one of itself. None: not proven.
std::optional<Finding> proof(const Trace& trace, const Grounds& grounds);
// By its answers alone: of a second owner, whoever is master.
std::optional<Finding> proof_by_answers(const Trace& trace, const Grounds& grounds);
Finding suspicion(const Trace& trace, const Grounds& grounds);

}  // namespace holdfast::detector
