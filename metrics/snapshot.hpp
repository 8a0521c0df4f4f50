// All that HTTP and the control socket may show: pictures published by the engine and the detector, and facts of the
// daemon.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/checks/status.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/net/histogram.hpp"
#include "daemon/net/note.hpp"
#include "daemon/net/time.hpp"
#include "daemon/notify/status.hpp"
#include "detector/report.hpp"
#include "detector/role.hpp"

namespace holdfast::metrics {

using WallTime = std::chrono::system_clock::time_point;

struct LoggedNote {
    std::uint64_t id = 0;  // counts up from 1
    WallTime at;
    net::Note note;
};
using EventLog = std::deque<LoggedNote>;  // oldest first, bounded by the keeper

struct DaemonStatus {
    std::string version;
    std::string revision;
    WallTime started;
    std::string config_sha256;
    bool last_reload_successful = true;
    WallTime last_reload_success;
    bool sockets_open = false;  // each interface that exists is listened on
    bool netlink_in_step = false;
    bool guard_alive = false;
    std::uint64_t netlink_resyncs = 0;
    net::Instant last_turn;              // the engine's loop turned
    net::Histogram loop_lag;             // a turn past its deadline
    std::uint64_t socket_overflows = 0;  // datagrams that the kernel dropped because we were not fast enough
    std::uint64_t log_lost = 0;          // lines that found no room, since nobody took them
    std::uint64_t log_held_back = 0;     // repetitions that were counted instead of written
};

// What fencing is up to: [fence], the latch, the operator's decisions.
struct FenceStatus {
    enum class State : std::uint8_t { off, armed, dry_run, fencing, latched };
    State state = State::off;  // off: policy alert or yield
    fence::Latch latch;
    bool blown = false;  // too many fences in the last hour: released by hand alone
    std::uint64_t succeeded = 0, failed = 0, would = 0;
    std::vector<fence::Progress> last;  // of the fence that is or was last carried out
    std::map<std::string, detector::Pin> pins;
};
std::string_view label(FenceStatus::State state);

// One consistent look; the pointers are never null.
struct Snapshot {
    std::shared_ptr<const engine::Status> status;
    std::shared_ptr<const detector::Report> report;
    std::shared_ptr<const DaemonStatus> daemon;
    std::shared_ptr<const EventLog> events;
    std::shared_ptr<const FenceStatus> fence;
    std::shared_ptr<const checks::Status> checks;
    std::shared_ptr<const notify::Status> notify = std::make_shared<const notify::Status>();
    net::Instant now;  // the same moment
    WallTime wall;     // on both clocks

    WallTime to_wall(net::Instant at) const { return wall - std::chrono::duration_cast<WallTime::duration>(now - at); }
};

using SnapshotSource = std::function<Snapshot()>;

}  // namespace holdfast::metrics
