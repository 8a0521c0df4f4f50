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

struct Trace {
    Source source;
    net::Instant first, last;  // of any evidence, in one episode
    bool clone = false;        // it speaks from our own address

    // The running run of adverts: it ends when two of them are missing.
    int adverts = 0;
    net::Instant first_advert, last_advert;
    std::uint64_t own_before = 0, own_between = 0;  // adverts of ours: before the run, and within it
    net::Duration interval{};                       // the sender's own
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
};

// What the rules need to know besides.
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

// Many adverts, side by side with ours if we are master.
bool is_steady(const Trace& trace, const Grounds& grounds, bool between_ours);

// We are master, and so says this one of itself. None: not proven.
std::optional<Finding> proof(const Trace& trace, const Grounds& grounds);
// By its answers alone: of a second owner, whoever is master.
std::optional<Finding> proof_by_answers(const Trace& trace, const Grounds& grounds);
Finding suspicion(const Trace& trace, const Grounds& grounds);

}  // namespace holdfast::detector
