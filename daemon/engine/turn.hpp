// What a router sees and fills while it handles one event.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "daemon/engine/kernel_view.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/hmac.hpp"

namespace holdfast::engine {

struct Turn {
    const KernelView& kernel;
    net::Instant now;
    std::vector<Effect>& effects;
    net::Instant quiet_until{};  // nobody becomes master before
    vrrp::UtcTime utc{};         // by the wall clock
    const vrrp::SignWith* sign_with = nullptr;

    void add(Effect effect) { effects.push_back(std::move(effect)); }
};

}  // namespace holdfast::engine
