// A whole run, decided before it begins: who is there, how bad the LAN is, and what is done to them. A text file, so
// that a shrunk plan is a regression test:
//
//     lan seed=4711 loss=20 duplicate=0 corrupt=3 late=50 by=0.250 talks=1     permille; until all is well
//     group interval=1.000 preempt=1 version=3 family=4 lease=1 bursts=1
//     moves together=1 opposed=0 preempt_delay=2.000 start_delay=0.000         not there: each instance by itself
//     tracks check=-40 uplink=0 down=0.500 up=1.000                            not there: nothing is tracked
//     keys                                                                     not there: adverts are not signed
//     detector policy=fence hello=1 apart=1 trust=0                            not there: no detector
//     host priority=200 ppm=-120
//     host priority=100 ppm=300
//     12.500 crash a
//     ...
//     quiet 30.000                                                             all is well again, and stays so
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/vrrp/types.hpp"
#include "detector/settings.hpp"
#include "tests/sim/fault.hpp"

namespace holdfast::sim {

struct Noise {  // permille of what is under way
    std::uint64_t seed = 1;
    int loss = 0;
    int duplicate = 0;
    int corrupt = 0;
    int late = 0;        // and out of order
    net::Duration by{};  // at most
    bool talks = true;   // somebody broadcasts all the time, as on every real LAN
    bool operator==(const Noise&) const = default;
};

struct GroupPlan {
    net::Duration interval = std::chrono::seconds{1};
    bool preempt = true;
    vrrp::Version version = vrrp::Version::v3;
    net::Family family = net::Family::ipv4;
    bool lease = true;
    bool bursts = true;  // of announcements
    bool operator==(const GroupPlan&) const = default;
};

// How the two instances of each host hang together.
struct MovesPlan {
    bool together = false;  // one group
    bool opposed = true;    // who is the stronger for one is the weaker for the other
    net::Duration preempt_delay{};
    net::Duration start_delay{};
    bool operator==(const MovesPlan&) const = default;
};

// What both depend on: a check of the host's, and a further interface. Weight 0: a fault.
struct TracksPlan {
    int check = 0;
    int uplink = 0;
    net::Duration down_delay{}, up_delay{};  // of the interface
    bool operator==(const TracksPlan&) const = default;
};

struct DetectorPlan {
    detector::Policy policy = detector::Policy::alert;
    bool hello = true;
    bool apart = true;  // the hello channel has its own network
    bool trust_lan = false;
    bool operator==(const DetectorPlan&) const = default;
};

struct HostPlan {
    int priority = 100;
    int ppm = 0;  // of its clock
    bool operator==(const HostPlan&) const = default;
};

struct Plan {
    Noise noise;
    GroupPlan group;
    MovesPlan moves;
    std::optional<TracksPlan> tracks;
    bool keys = false;
    std::optional<DetectorPlan> detector;
    std::vector<HostPlan> hosts;
    std::vector<Fault> faults;  // in the order of time
    net::Duration quiet{};      // then the faults have ended
    bool operator==(const Plan&) const = default;

    bool is_calm() const;  // nothing ever goes wrong
    bool has(Kind kind) const;
};

std::string to_string(const Plan& plan);
// Throws std::runtime_error. Empty lines and lines with # are skipped.
Plan parse_plan(const std::string& text);

}  // namespace holdfast::sim
