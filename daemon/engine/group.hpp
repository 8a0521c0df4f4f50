// Instances that are masters together, or none of them: two sides of a router, an address of each family.
//
// It takes over when the last of its instances may: one whose timer has run out waits for the others. Else a group of
// which one network is cut would take over there, be beaten elsewhere, and begin anew (S51).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/engine/router.hpp"

namespace holdfast::engine {

class Group {
public:
    Group(GroupSettings settings, net::Instant now);

    // A reload: other members, other tracks.
    void configure(GroupSettings settings) { settings_ = std::move(settings); }
    // Those of its instances that run; anew whenever one was made, or is about to go.
    void gather(const std::vector<std::unique_ptr<Router>>& routers, Turn& turn);
    // After each event: all that follows for the others from what one of them does.
    void settle(Turn& turn);
    // It is removed, or the daemon stops.
    void end(Turn& turn);

    const GroupSettings& settings() const { return settings_; }
    std::optional<net::Instant> deadline() const { return stands_aside_until_; }
    GroupStatus status() const { return {settings_.name, state_, since_, reason_, settings_.instances}; }

private:
    void share_faults(Turn& turn);
    void step_down_together(Turn& turn);
    void hand_over_together(Turn& turn);
    void take_over_together(Turn& turn);
    void look_for_clash(Turn& turn);
    void take_stock(Turn& turn);
    InstanceState state_of_all() const;
    std::string reason_for(InstanceState state) const;
    void proclaim(Standing standing, Turn& turn);
    net::Duration longest_wait() const;

    GroupSettings settings_;
    std::vector<Router*> members_;
    InstanceState state_ = InstanceState::init;
    net::Instant since_;
    std::string reason_ = "starting";
    std::optional<Standing> standing_;
    std::optional<net::Instant> took_over_;
    std::optional<net::Instant> clashed_;  // beaten right after it had taken over
    std::optional<net::Instant> stands_aside_until_;
};

}  // namespace holdfast::engine
