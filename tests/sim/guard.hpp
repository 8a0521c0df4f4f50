// One host's guard process: the real ledger, and the page that the engine shares with it.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "daemon/guard/ledger.hpp"

namespace holdfast::sim {

class Guard {
public:
    void advert_sent(engine::RouterId router, net::Instant now);
    void pledge(const engine::Pledge& pledge, net::Instant now);
    void engine_died() { ledger_.engine_died(); }

    std::optional<net::Instant> deadline() const { return ledger_.deadline(); }
    std::vector<engine::HeldAddress> expire(net::Instant now);
    std::vector<guard::Leftover> leftovers(net::Instant now) const { return ledger_.leftovers(now); }

private:
    static constexpr std::size_t routers = 8;  // a few, and the slot of what was adopted
    using Page = std::array<net::Instant, routers>;

    std::shared_ptr<Page> page_ = std::make_shared<Page>();
    guard::Ledger ledger_{[page = page_](guard::Slot slot) { return page->at(slot); }};
};

// No router has this one.
inline constexpr engine::RouterId adoption_slot{7};

}  // namespace holdfast::sim
