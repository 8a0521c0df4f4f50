// What must always hold (architecture.md §9), each a function of its own that cites its number:
//
//    1 addresses_are_those_of_a_master       after each turn of a host
//    2 the_right_one_holds                   when all has been well for long enough, and from then on
//    3 no_lasting_overlap                    after each event
//    4 a_take_over_is_announced              after each turn
//    5 neighbours_end_on_the_holder          in the end
//    6 no_false_alarm, a_visible_split_is_reported, verdicts_become_healthy
//    7 turns_are_bounded                     after each event
//    8 the same seed gives the same run      seeds_test.cpp compares digests
//    9 refuse every effect once              refusals_test.cpp, by 1-3 in the end
//   10 nothing_is_said_before_it_is_judged   after each turn
//   11 fences_are_just                       with each ruling
//
//   12 the_instances_move_together         of a group, after each turn
//   13 nobody_plays_ping_pong              when nothing happens any more, whatever is cut
//   14 who_is_out_takes_nothing            after each turn: drained, yielded or fenced
//   15 priorities_are_as_tracked           after each turn, when the delays are over
//
// Where adverts are signed, forged and repeated ones excuse nothing: all of this holds as if nobody had sent them.
//
// A router that is being drained resigns, and is master for an interval more, or until its successor speaks (decision
// 48).
//
// Not of this world: owners (priority 255), virtual MACs, unicast peers, passwords, routing and virtual links with
// their refusals (stories and namespaces have them); the detector over IPv6; the steps of a fence but `remove`.
//
// Pledge cannot be refused: what the guard's socket does not take is sent again, a new guard is told everything, and
// the Node never hears of it (Guarded::catch_up). `guard_dies` is the worst of that.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/host.hpp"
#include "tests/sim/neighbour.hpp"

namespace holdfast::sim {

// How often there was something to be checked: a property of nothing proves nothing.
struct Tally {
    std::uint64_t events = 0, turns = 0, transitions = 0;
    std::uint64_t overlaps = 0;  // two hosts with one address, who hear each other
    std::uint64_t visible_splits = 0;
    std::uint64_t rulings = 0, fences = 0;
    std::uint64_t calm_looks = 0;  // at the detectors of a run without faults

    void add(const Tally& other);
};

// It is told to go, and is master until its successor is.
bool is_draining(const engine::InstanceStatus& instance);

class Invariants {
public:
    using Hosts = std::vector<std::unique_ptr<Host>>;
    Invariants(const Plan& plan, const Lan& lan, const Hosts& hosts, const Neighbour& neighbour, Record& record);

    void after_event(net::Instant now);
    void after_step(const Host& host, const Step& step, net::Instant now);
    void after_fault(const Fault& fault, net::Instant now);
    void become_quiet(net::Instant now);
    // Somebody did not hear in time what was said: two that overlap are not to blame until now.
    void missed(net::Instant now) { last_attack_ = now; }
    // Since when two have had one address and heard each other, as far as it matters to what is to come.
    net::Duration overlapping(net::Instant now) const;

    // From the end of the faults until all is as it should be, and how long it is watched then.
    net::Duration settling_time() const;
    net::Duration watching_time() const;
    // For verdicts to become healthy, and for who yielded to return.
    net::Duration patience() const;
    void expect_rest();
    bool at_rest(net::Instant now) const;
    void at_the_end(net::Instant now);

    const Tally& tally() const { return tally_; }

private:
    struct Overlap {
        std::optional<net::Instant> since, visible_since;
    };

    void addresses_are_those_of_a_master(const Host& host, net::Instant now);
    void a_take_over_is_announced(const Host& host, const Step& step, net::Instant now);
    // invariants_moves.cpp
    void the_instances_move_together(const Host& host, net::Instant now);
    void nobody_plays_ping_pong(const Host& host, const Step& step, net::Instant now);
    void who_is_out_takes_nothing(const Host& host, const Step& step, net::Instant now);
    void priorities_are_as_tracked(const Host& host, net::Instant now);
    net::Duration delays() const;
    void nothing_is_said_before_it_is_judged(const Host& host, const Step& step, net::Instant now);
    void turns_are_bounded(net::Instant now);
    // invariants_lan.cpp
    void the_right_one_holds(net::Instant now);
    void no_lasting_overlap(net::Instant now);
    void neighbours_end_on_the_holder(net::Instant now);
    std::string what_is_wrong() const;  // "" when the right one holds
    std::string what_is_wrong_with(int address) const;
    bool may_hold(const Host& host, int address) const;
    bool overlap(const Host& one, const Host& other, const net::Prefix& address) const;
    void look_at(Overlap& both, const Host& one, const Host& other, const net::Prefix& address, net::Instant now);
    std::array<Overlap, most_hosts>& overlaps_of(int address, std::size_t host) {
        return overlaps_.at(static_cast<std::size_t>(address)).at(host);
    }
    // invariants_detector.cpp
    void no_false_alarm(net::Instant now);
    void a_visible_split_is_reported(Overlap& overlap, const Host& one, const Host& other, net::Instant now);
    void verdicts_become_healthy(net::Instant now);
    void fences_are_just(const Host& host, const detector::Carry& ruling, net::Instant now);
    bool has_proof(const Host& host, const detector::Carry& ruling, net::Instant now) const;
    bool all_others_are_out(const Host& host, net::Instant now) const;
    std::string what_is_unhealthy(net::Instant now) const;
    // Who is out may come back at any time.
    bool rules() const {
        return plan_.detector && (plan_.detector->policy != detector::Policy::alert || plan_.has(Kind::fence));
    }

    const Plan& plan_;
    const Lan& lan_;
    const Hosts& hosts_;
    const Neighbour& neighbour_;
    Record& record_;
    Tally tally_;
    std::array<bool, most_hosts> unchecked_{};
    std::array<net::Instant, most_hosts> last_turn_{};
    std::array<std::array<std::array<Overlap, most_hosts>, most_hosts>, address_count> overlaps_{};
    net::Instant window_;  // of turns
    std::uint64_t turns_before_ = 0;
    int events_at_once_ = 0;
    net::Instant last_event_, last_change_, last_attack_, last_reload_, last_fault_, last_track_, readmitted_,
        next_look_;
    net::Instant awake_;                        // the last that was to sleep
    std::array<int, most_hosts> take_overs_{};  // since the last fault has had its effect
    std::array<int, most_hosts> fences_{};      // by rulings, since an operator cleared the last one
    bool resting_ = false;
    bool deceived_ = false;  // somebody with the key lied
};

}  // namespace holdfast::sim
