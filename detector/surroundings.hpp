// Are we cut off, or is something else broken? From gateways, peers and the hello channel, for one instance.
// detector.md's table: gateway and peers answer -> nothing; peers silent -> jeopardy; gateway silent -> upstream_down,
// or uplink_degraded when a neighbour still reaches it; both silent -> isolated, once that has lasted.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/around.hpp"
#include "detector/condition.hpp"
#include "detector/neighbours.hpp"
#include "detector/reachability.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// What the watch of the instance knows from its interface.
struct Senses {
    bool link_up = true;
    net::Instant last_foreign_frame;                  // anything at all that another host sent
    std::optional<net::Instant> last_foreign_advert;  // valid, for this virtual router
    bool transmit_fails = false;
    std::vector<hello::Heard> heard;  // whose adverts of this virtual router, as our own hello says
};

class Surroundings {
public:
    explicit Surroundings(net::Instant now) : last_life_{now} {}

    struct View {
        const WatchedInstance& watched;
        const OwnRole& role;
        const Settings& settings;
        const std::vector<Reachability>& gateways;
        const std::vector<Reachability>& peers;  // all of the node; this instance's members among them
        const Neighbours& neighbours;
        Senses senses;
    };
    // What holds now: any of isolated (mute, deaf), upstream_down, uplink_degraded, jeopardy, partial_partition.
    std::vector<Condition> weigh(const View& view, net::Instant now);
    // When the answer may change without an event.
    std::optional<net::Instant> deadline() const { return deadline_; }

private:
    void notice_life(const View& view, const Around& around, net::Instant now);
    bool cut_off(const View& view, const Around& around, net::Instant now);
    std::optional<Condition> upstream(const View& view, const Around& around, net::Instant now);

    net::Instant last_life_;  // when anything that is asked here answered last
    std::uint64_t answers_ = 0;
    bool isolated_ = false;
    bool upstream_lost_ = false;
    std::optional<net::Instant> upstream_lost_at_;
    std::optional<net::Instant> deadline_;
};

}  // namespace holdfast::detector
