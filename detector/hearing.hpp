// Who hears whose adverts, as members tell each other by hello.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/neighbours.hpp"
#include "detector/role.hpp"

namespace holdfast::detector {

// "10.0.0.2 (lb2)": by the source of its adverts, else of its hello.
std::string name_of(const Testimony& told);
std::string name_of(const NeighbourReport& neighbour);

struct Hearing {
    std::vector<std::string> deaf_to_us;  // who should hear our adverts and does not, while no other member does
    // Some members hear a master, others do not: one sentence.
    std::optional<std::string> disagreement;
};

// `heard`: whose adverts we hear ourselves.
Hearing who_hears_whom(const OwnRole& role, const std::vector<hello::Heard>& heard, const std::vector<Testimony>& told,
                       net::Instant now);

}  // namespace holdfast::detector
