// Whose daemon is alive? Signs of life are what a kernel does not do by itself: adverts, announcements, probes, hellos.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/identity.hpp"
#include "detector/recent.hpp"

namespace holdfast::detector {

class Life {
public:
    static constexpr std::size_t limit = 32;

    void sign(IdentityId who, net::Instant now) {
        const auto known = std::ranges::find(signs_, who, &Sign::who);
        Sign& sign = known != signs_.end() ? *known : make_room(signs_, limit, &Sign::last);
        sign = {who, now};
    }
    bool since(IdentityId who, net::Instant then) const {
        const auto known = std::ranges::find(signs_, who, &Sign::who);
        return known != signs_.end() && known->last >= then;
    }
    void united(const Identities::Union& made) {
        const auto gone = std::ranges::find(signs_, made.gone, &Sign::who);
        if (gone == signs_.end()) return;
        const net::Instant last = gone->last;
        signs_.erase(gone);
        if (!since(made.into, last)) sign(made.into, last);
    }

private:
    struct Sign {
        IdentityId who{};
        net::Instant last;
    };
    std::vector<Sign> signs_;
};

}  // namespace holdfast::detector
