#include "tests/sim/guard.hpp"

#include <utility>

namespace holdfast::sim {

void Guard::advert_sent(engine::RouterId router, net::Instant now) {
    page_->at(std::to_underlying(router)) = now;
}

void Guard::pledge(const engine::Pledge& pledge, net::Instant now) {
    guard::Promise promise{std::to_underlying(pledge.router), pledge.silence_limit, {}};
    for (const engine::HeldAddress& held : pledge.addresses) promise.addresses.push_back({held.interface, held.prefix});
    ledger_.take(promise, now);
}

std::vector<engine::HeldAddress> Guard::expire(net::Instant now) {
    std::vector<engine::HeldAddress> addresses;
    for (const guard::Promise& promise : ledger_.expire(now)) {
        for (const guard::GuardedAddress& one : promise.addresses) addresses.push_back({one.interface, one.prefix});
    }
    return addresses;
}

}  // namespace holdfast::sim
