// What each router said in its last turn, to each destination: what a guard repeats in its place. A peer that is no
// longer spoken to is forgotten with the turn after.
#pragma once

#include <map>
#include <vector>

#include "daemon/engine/effect.hpp"

namespace holdfast::app {

class SentAdverts {
public:
    // All of one turn.
    void remember(std::vector<engine::Transmit> adverts) {
        for (const engine::Transmit& advert : adverts) by_router_[advert.router].clear();
        for (engine::Transmit& advert : adverts) {
            auto& of_router = by_router_[advert.router];
            of_router[advert.destination] = std::move(advert);
        }
    }
    std::vector<engine::Transmit> all() const {
        std::vector<engine::Transmit> adverts;
        for (const auto& [router, by_destination] : by_router_) {
            for (const auto& [destination, advert] : by_destination) adverts.push_back(advert);
        }
        return adverts;
    }

private:
    std::map<engine::RouterId, std::map<net::IpAddress, engine::Transmit>> by_router_;
};

}  // namespace holdfast::app
