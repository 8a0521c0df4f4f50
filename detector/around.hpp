// What one instance asks for signs of life, and what answers: gateways, peers, the hello channel.
#pragma once

#include <cstdint>
#include <vector>

#include "detector/neighbours.hpp"
#include "detector/reachability.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

enum class Answers : std::uint8_t {
    unasked,   // nobody is configured or known
    some,      // one at least
    wavering,  // the last echoes were lost, but too few of them to call it silence
    none,
};

struct Around {
    Answers gateways = Answers::unasked;
    Answers peers = Answers::unasked;
    std::vector<net::IpAddress> gateway_list, peer_list;
    std::uint64_t answered = 0;            // echoes, ever
    std::vector<Testimony> told;           // by fresh hellos, of this virtual router
    std::vector<NeighbourReport> missing;  // hellos that should come and do not prove themselves
    bool hello_configured = false;
    bool hello_here = false;      // a fresh one from a member's address on this LAN
    bool hello_anywhere = false;  // a fresh one by whatever way
    bool hears_one_way = false;   // a member's hellos arrive here, and ours do not reach it

    // Everything that is asked on this LAN is silent, and more than one kind is asked.
    bool all_silent() const;
};

Answers answers_of(const std::vector<Reachability>& targets, const std::vector<net::IpAddress>& asked);

Around look_around(const WatchedInstance& watched, const std::vector<Reachability>& gateways,
                   const std::vector<Reachability>& peers, const Neighbours& neighbours, net::Instant now);

}  // namespace holdfast::detector
