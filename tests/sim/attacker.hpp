// Somebody on the LAN who means ill: forges adverts and claims, sends junk, and tries the hello channel with and
// without the key.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "tests/sim/lan.hpp"

namespace holdfast::sim {

class Attacker {
public:
    Attacker(const Plan& plan, Lan& lan) : plan_{plan}, lan_{lan} {}

    // Everything that is said on the channel, and each host's last advert, to be said again one day.
    void overhear(const Delivery& delivery);
    void act(const Fault& fault, net::Instant now);

private:
    void forge_advert(int name, int priority, net::Instant now);
    void forge_claim(net::Instant now);
    void forge_junk(std::uint64_t seed, net::Instant now);
    void forge_hello(int name, int to, std::uint64_t key, net::Instant now);

    const Plan& plan_;
    Lan& lan_;
    std::map<std::pair<int, int>, std::shared_ptr<const Frame>> recorded_;
    std::map<int, std::shared_ptr<const Frame>> adverts_;
};

}  // namespace holdfast::sim
