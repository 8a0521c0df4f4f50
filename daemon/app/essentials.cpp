#include "daemon/app/essentials.hpp"

#include <utility>

#include <unistd.h>

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

}  // namespace

io::Result<Essentials> Essentials::open(Steward steward, const config::Config& config) {
    auto left = steward.recollect();
    if (!left) return std::unexpected{left.error()};
    auto netlink = io::Netlink::open();
    if (!netlink) return std::unexpected{netlink.error()};
    auto monitor = io::NetlinkMonitor::open();
    if (!monitor) return std::unexpected{monitor.error()};
    auto frames = io::FrameSender::open();
    if (!frames) return std::unexpected{frames.error()};
    auto timer = io::Timer::open();
    if (!timer) return std::unexpected{timer.error()};

    Notes notes;
    if (!left->complaint.empty()) warn(notes, "decisions_forgotten", "error", left->complaint);
    // As late as can be, since nobody advertises from now on; and before our own guard could be mistaken for it.
    auto leftovers = guard::take_over();
    if (!leftovers) warn(notes, "nothing_taken_over", "error", leftovers.error().text());
    auto guard = guard::Guard::start([&](const io::Fd& engine, const io::Fd& page) {
        constexpr std::chrono::seconds patience{5};
        return steward.launch_guard(engine, page, patience);
    });
    if (!guard) return std::unexpected{guard.error()};
    if (auto done = give_up_privileges(config.node, notes); !done) return std::unexpected{done.error()};
    return Essentials{std::move(steward),  std::move(*guard),
                      std::move(*netlink), std::move(*monitor),
                      std::move(*frames),  std::move(*timer),
                      std::move(*left),    std::move(leftovers).value_or(std::vector<guard::Leftover>{}),
                      std::move(notes)};
}

}  // namespace holdfast::app
