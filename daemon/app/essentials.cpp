#include "daemon/app/essentials.hpp"

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <utility>

#include <unistd.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/forbid.hpp"
#include "daemon/io/privileges.hpp"
#include "daemon/io/realtime.hpp"

namespace holdfast::app {
namespace {

using Notes = std::vector<net::Note>;

void warn(Notes& notes, std::string event, std::string field, std::string what) {
    notes.push_back({net::Level::warning, std::move(event), "", {{std::move(field), std::move(what)}}});
}

// Whoever was started as somebody else than root stays that.
std::optional<io::User> engine_user(const config::NodeSettings& node, Notes& notes) {
    if (::geteuid() != 0 || node.user.empty()) return std::nullopt;
    std::optional<io::User> user = io::find_user(node.user);
    if (!user) warn(notes, "engine_stays_root", "no_user", node.user);
    return user;
}

// In this order: each step takes what the next gives up.
io::Result<void> give_up_privileges(const config::NodeSettings& node, Notes& notes) {
    if (node.realtime) {
        if (const auto done = io::become_realtime(); !done) warn(notes, "not_realtime", "error", done.error().text());
    }
    if (auto done = io::keep_net_capabilities_only(engine_user(node, notes)); !done) return done;
    return io::forbid_what_is_no_part_of(io::Duty::engine);
}

// Routes and rules have a mark, so that those of a predecessor whose guard is dead, too, are known.
engine::LeftoversFound find_leftovers(const io::Result<guard::Inheritance>& inherited, io::Netlink& netlink,
                                      Notes& notes) {
    if (!inherited) warn(notes, "nothing_taken_over", "error", inherited.error().text());
    engine::LeftoversFound found{{}, io::now()};
    if (auto routing = netlink.our_routing()) {
        found.routing = std::move(*routing);
    } else {
        warn(notes, "routing_not_listed", "error", routing.error().text());
    }
    if (!inherited || inherited->leftovers.empty()) return found;
    found.good_until += std::ranges::min(inherited->leftovers, {}, &guard::Leftover::remaining).remaining;
    for (const guard::Leftover& leftover : inherited->leftovers) {
        found.addresses.push_back({leftover.interface, leftover.prefix});
    }
    return found;
}

// That of a guard that does not answer is not, or nobody knows. Where another failure is, no guard of ours was found.
bool is_latch_written(const io::Result<guard::Inheritance>& inherited) {
    constexpr std::chrono::seconds patience{3};  // a fence goes on without its latch after 2 s
    if (!inherited) return inherited.error().code != ETIMEDOUT;
    return guard::await_latch(*inherited, patience).has_value();
}

// What the predecessor's guard may still write is not there: then all that it could have fenced starts fenced. Where
// nobody is fenced but by hand, a machine that is too slow is likelier than a fence, and to serve nobody is worse.
io::Result<Recollections> recollect(const Steward& steward, const io::Result<guard::Inheritance>& inherited,
                                    detector::Policy policy) {
    const bool is_whole = is_latch_written(inherited);
    auto left = steward.recollect();
    if (left && !is_whole && policy == detector::Policy::fence)
        left->latch.unreadable = "the latch cannot be believed: a former guard has yet to write it";
    return left;
}

// Nobody watches them any more, and their leases may be long.
void remove(io::Netlink& netlink, const engine::LeftoversFound& leftovers) {
    std::vector<io::AddressChange> changes;
    for (const engine::HeldAddress& one : leftovers.addresses) {
        changes.push_back({io::AddressChange::Kind::remove, one.interface, one.prefix, {}});
    }
    std::ignore = netlink.apply(changes);
    std::vector<io::RoutingChange> routing;
    for (const net::Routing& one : leftovers.routing) routing.push_back({io::RoutingChange::Kind::remove, one});
    std::ignore = netlink.apply(routing);
}

// What comes after may fail: then the guard is alone with them, and removes them in time.
io::Result<void> promise(guard::Guard& guard, const engine::LeftoversFound& leftovers) {
    if (leftovers.addresses.empty()) return {};
    guard::Promise promise{std::to_underlying(adoption_slot), leftovers.good_until - io::now(), {}, leftovers.routing};
    for (const engine::HeldAddress& one : leftovers.addresses) promise.addresses.push_back({one.interface, one.prefix});
    return guard.pledge({&promise, 1});
}

}  // namespace

io::Result<Essentials> Essentials::open(Steward steward, const config::Config& config) {
    auto netlink = io::Netlink::open();
    if (!netlink) return std::unexpected{netlink.error()};
    auto monitor = io::NetlinkMonitor::open();
    if (!monitor) return std::unexpected{monitor.error()};
    auto frames = io::FrameSender::open();
    if (!frames) return std::unexpected{frames.error()};
    auto timer = io::Timer::open();
    if (!timer) return std::unexpected{timer.error()};

    Notes notes;
    // As late as can be, since nobody advertises from now on; and before our own guard could be mistaken for it.
    const auto inherited = guard::take_over();
    engine::LeftoversFound leftovers = find_leftovers(inherited, *netlink, notes);
    auto guard = guard::Guard::start([&](const io::Fd& engine, const io::Fd& page) {
        constexpr std::chrono::seconds patience{5};
        return steward.launch_guard(engine, page, patience);
    });
    const io::Result<void> promised = guard ? promise(*guard, leftovers) : std::unexpected{guard.error()};
    if (!promised) {
        remove(*netlink, leftovers);
        return std::unexpected{promised.error()};
    }
    // May wait for a disk: what was left has its guard.
    auto left = recollect(steward, inherited, config.detector.policy);
    if (!left) return std::unexpected{left.error()};
    if (!left->complaint.empty()) warn(notes, "decisions_forgotten", "error", left->complaint);
    if (auto done = give_up_privileges(config.node, notes); !done) return std::unexpected{done.error()};
    return Essentials{std::move(steward),  std::move(*guard),    std::move(*netlink),
                      std::move(*monitor), std::move(*frames),   std::move(*timer),
                      std::move(*left),    std::move(leftovers), std::move(notes)};
}

}  // namespace holdfast::app
