#include "detector/around.hpp"

#include <algorithm>

#include "detector/members.hpp"

namespace holdfast::detector {

namespace {

// A hello from the address that it advertises from took the same way as its adverts.
bool is_here(const Testimony& told, const std::vector<net::IpAddress>& members) {
    return told.address == told.instance.primary || contains(members, told.address);
}

std::uint64_t count_answers(const std::vector<Reachability>& targets, const std::vector<net::IpAddress>& asked) {
    std::uint64_t count = 0;
    for (const Reachability& target : targets) {
        if (contains(asked, target.address())) count += target.report().answered;
    }
    return count;
}

}  // namespace

bool Around::all_silent() const {
    if (gateways != Answers::none || hello_here) return false;
    if (peers == Answers::unasked) return hello_configured && !hello_anywhere && !missing.empty();
    return peers == Answers::none;
}

Answers answers_of(const std::vector<Reachability>& targets, const std::vector<net::IpAddress>& asked) {
    Answers answers = asked.empty() ? Answers::unasked : Answers::none;
    for (const Reachability& target : targets) {
        if (!contains(asked, target.address())) continue;
        if (target.steady()) return Answers::some;
        if (target.up()) answers = Answers::wavering;
    }
    return answers;
}

Around look_around(const WatchedInstance& watched, const std::vector<Reachability>& gateways,
                   const std::vector<Reachability>& peers, const Neighbours& neighbours, net::Instant now) {
    Around around;
    for (const Reachability& gateway : gateways) around.gateway_list.push_back(gateway.address());
    around.peer_list = members(watched);
    around.gateways = answers_of(gateways, around.gateway_list);
    around.peers = answers_of(peers, around.peer_list);
    around.answered = count_answers(gateways, around.gateway_list) + count_answers(peers, around.peer_list);
    around.told = neighbours.about(watched, now);
    around.missing = neighbours.missing(now);
    around.hello_configured = neighbours.configured();
    around.hello_anywhere = neighbours.any_heard(now);
    around.hello_here =
        std::ranges::any_of(around.told, [&](const Testimony& told) { return is_here(told, around.peer_list); });
    around.hears_one_way = std::ranges::any_of(around.missing, [&](const NeighbourReport& neighbour) {
        return neighbour.heard && contains(around.peer_list, neighbour.address);
    });
    return around;
}

}  // namespace holdfast::detector
