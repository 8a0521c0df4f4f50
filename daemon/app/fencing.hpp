// Carries out what others decide: the detector's rulings and the operator's orders become withdrawals for the engine
// and fences for the guard. Keeps the latch and the decisions. On the engine's thread; each step is a note, the audit
// trail.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/decisions.hpp"
#include "daemon/app/fence_order.hpp"
#include "daemon/app/request.hpp"
#include "daemon/app/withdrawals.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/fence/latch.hpp"
#include "daemon/fence/settings.hpp"
#include "daemon/net/note.hpp"
#include "detector/action.hpp"
#include "detector/settings.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::app {

class Fencing {
public:
    struct Settings {
        std::string node;
        fence::Settings fence;
        bool judged = true;  // there is a detector
        detector::Policy policy = detector::Policy::alert;
        bool dry_run = false;
        std::vector<std::string> instances;
    };
    struct Hands {
        std::function<std::optional<engine::InstanceStatus>(const std::string&)> look;
        std::function<void(engine::Event)> engine;
        std::function<void(const fence::Order&)> fence;
        std::function<void(const fence::Latch&)> keep;
        std::function<void(const Pins&)> remember;
        std::function<void(const std::string&, net::Duration)> drill;
        std::function<void(net::Note)> note;
        std::function<fence::UnixTime()> wall_clock;
    };
    // A sentence for the operator: what was done, or why not.
    using Answer = std::expected<std::string, std::string>;

    Fencing(Settings settings, Hands hands) : settings_{std::move(settings)}, hands_{std::move(hands)} {}

    // Before the engine's first turn: what was so before the restart.
    void begin(fence::Latch latch, Pins pins);
    void reconfigure(Settings settings);
    // `waited`: since the ruling, on the way from the detector's thread.
    void carry(const detector::Carry& ruling, net::Duration waited, net::Instant now);
    void progress(const fence::Progress& progress);
    Answer obey(const Request& request, const detector::Report& report, net::Instant now);
    // What time brings: the ends of drills, and releases of what has been clean for long enough.
    void tick(const detector::Report& report, net::Instant now);

    const fence::Latch& latch() const { return latch_; }
    const Pins& pins() const { return pins_; }
    metrics::FenceStatus status() const;

private:
    using Fields = std::vector<std::pair<std::string, std::string>>;
    using Cause = Withdrawals::Cause;
    struct Running {
        std::string instance;
        bool failed = false;
    };

    bool knows(const std::string& instance) const;
    bool pinned(const std::string& instance, detector::Pin pin) const;
    bool blown() const { return latch_.blown(settings_.fence.max_per_hour, hands_.wall_clock()); }
    bool is_running(const std::string& instance) const;
    void tell(const Withdrawals::Events& events);
    void note(net::Level level, std::string event, std::string instance, Fields fields) const;
    void latch_all(const std::string& why);

    bool fence(const FenceCause& cause, Fields fields, net::Instant now);
    void completed(const Running& running);
    void release(const std::string& instance, const std::string& why, Fields fields);
    void release_clean(const detector::Report& report, net::Instant now);

    Answer yield(const Request& request);
    Answer hold(const Request& request);
    Answer drain(const Request& request);
    Answer undrain(const Request& request);
    Answer clear_fence(const Request& request);
    Answer force_fence(const Request& request, net::Instant now);
    Answer drill_split(const Request& request);
    Answer drill_failover(const Request& request, const detector::Report& report, net::Instant now);
    void pin(const std::string& instance, detector::Pin decision);
    void unpin(const Request& request, const std::string& instance);
    std::vector<std::string> named(const Request& request) const;

    Settings settings_;
    Hands hands_;
    Withdrawals withdrawals_;
    fence::Latch latch_;
    Pins pins_;
    std::map<std::string, net::Instant> drills_;       // of a fail-over, until then
    std::map<std::string, net::Instant> clean_since_;  // of what is latched
    std::map<std::uint64_t, Running> running_;         // fences under way
    std::uint64_t last_order_ = 0;
    std::vector<fence::Progress> last_;
    std::uint64_t succeeded_ = 0, failed_ = 0, would_ = 0;
};

}  // namespace holdfast::app
