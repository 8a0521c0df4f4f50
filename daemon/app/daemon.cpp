#include "daemon/app/daemon.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include <boost/asio/post.hpp>
#include <pthread.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/realtime.hpp"

namespace holdfast::app {
namespace {

io::LogSettings log_settings(const config::LogSettings& settings) {
    const auto format = [&] {
        switch (settings.format) {
            case config::LogFormat::automatic:
                return io::LogFormat::automatic;
            case config::LogFormat::text:
                return io::LogFormat::text;
            case config::LogFormat::json:
                return io::LogFormat::json;
            case config::LogFormat::journal:
                return io::LogFormat::journal;
        }
        std::unreachable();
    }();
    return {settings.level, format};
}

// No router has this one: the Node gives out the lowest.
constexpr engine::RouterId adoption_slot{guard::slot_count - 1};

Fencing::Settings fencing_settings(const config::Config& config) {
    Fencing::Settings settings{.node = config.node.name,
                               .fence = config.fence,
                               .judged = config.detector.enabled,
                               .policy = config.detector.policy,
                               .dry_run = config.detector.dry_run,
                               .instances = {}};
    for (const engine::InstanceSettings& instance : config.engine.instances)
        settings.instances.push_back(instance.name);
    return settings;
}

}  // namespace

io::Result<Essentials> Essentials::open(guard::Guard guard) {
    auto netlink = io::Netlink::open();
    if (!netlink) return std::unexpected{netlink.error()};
    auto monitor = io::NetlinkMonitor::open();
    if (!monitor) return std::unexpected{monitor.error()};
    auto frames = io::FrameSender::open();
    if (!frames) return std::unexpected{frames.error()};
    auto timer = io::Timer::open();
    if (!timer) return std::unexpected{timer.error()};
    return Essentials{std::move(guard), std::move(*netlink), std::move(*monitor), std::move(*frames),
                      std::move(*timer)};
}

Daemon::Daemon(const config::Loaded& loaded, const Options& options, Essentials essentials)
    : background_work_{background_context_.get_executor()},
      signals_{engine_context_, SIGTERM, SIGINT},
      config_{loaded.config},
      logger_{log_settings(config_.log)},
      journal_{background_context_, logger_},
      reloader_{options.config, loaded, options.log_format, journal_,
                [this](const config::Config& config) { apply(config); }},
      sensor_{config_.detector,
              {.note = [this](net::Note note) { journal_.write(std::move(note)); },
               .carry = [this](detector::Carry ruling) { carry(std::move(ruling)); },
               .reassert =
                   [this](detector::Reassert again) {
                       boost::asio::post(engine_context_, [this, again = std::move(again)] {
                           driver_->post(engine::AnnounceAgain{again.instance});
                       });
                   }}},
      guard_{engine_context_, std::move(essentials.guard), [this](net::Note note) { journal_.write(std::move(note)); }},
      sockets_{engine_context_, [this] { driver_->turn(); }},
      host_{sockets_, guard_, std::move(essentials.netlink), std::move(essentials.frames),
            [this](net::Note note) { journal_.write(std::move(note)); }},
      node_{config_.engine, io::now()},
      driver_{std::make_unique<Driver>(
          engine_context_, node_, host_, sockets_, std::move(essentials.monitor), std::move(essentials.timer),
          Driver::Listeners{.changed = [this] { publish(); },
                            .transition = [this] { publish_roles(node_.status(io::now())); }})},
      fencing_{fencing_settings(config_), hands()},
      services_{background_context_,
                config_.node.run_dir,
                {[this] { return snapshot(); }, [this] { return reloader_.reload(); },
                 [this](const Request& request, const std::function<void(Reply)>& answer) { obey(request, answer); }},
                journal_} {
    signals_.add(SIGHUP);
    signals_.add(SIGUSR1);
    for (const config::Diagnostic& warning : loaded.warnings) {
        journal_.write({net::Level::warning,
                        "configuration",
                        "",
                        {{"line", std::to_string(warning.line)}, {"message", warning.message}}});
    }
}

Daemon::~Daemon() {
    boost::asio::post(background_context_, [this] {
        services_.stop();
        background_work_.reset();
    });
    if (background_.joinable()) background_.join();
}

void Daemon::run(const std::vector<guard::Leftover>& leftovers) {
    journal_.write({net::Level::info, "started", "", {{"version", HOLDFAST_VERSION}, {"node", config_.node.name}}});
    await_signals();
    background_ = std::thread{[this] {
        pthread_setname_np(pthread_self(), "hf-background");
        background_context_.run();
    }};
    boost::asio::post(background_context_, [this, http = config_.http] { services_.start(http); });
    if (config_.node.realtime) {
        if (const io::Result<void> done = io::become_realtime(); !done) {
            journal_.write({net::Level::warning, "not_realtime", "", {{"error", done.error().text()}}});
        }
    }
    adopt(leftovers);
    remember_what_was_decided();
    turning_ = true;
    driver_->start();
    guard_.pledge({{adoption_slot, {}, {}}});  // what was adopted is promised for its own router now
    engine_context_.run();
    journal_.write({net::Level::info, "stopped", "", {}});
}

// Until its router has taken each, the predecessor's promise for all of them is ours.
void Daemon::adopt(const std::vector<guard::Leftover>& leftovers) {
    if (leftovers.empty()) return;
    const net::Duration remaining = std::ranges::min(leftovers, {}, &guard::Leftover::remaining).remaining;
    engine::LeftoversFound found{{}, io::now() + remaining};
    for (const guard::Leftover& leftover : leftovers) found.addresses.push_back({leftover.interface, leftover.prefix});
    guard_.pledge({{adoption_slot, remaining, found.addresses}});
    node_.handle(found, io::now());
}

void Daemon::await_signals() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        if (signal == SIGHUP) boost::asio::post(background_context_, [this] { reloader_.reload(); });
        if (signal == SIGUSR1) boost::asio::post(background_context_, [this] { log_status(); });
        if (signal == SIGTERM || signal == SIGINT) begin_stop();
        await_signals();
    });
}

void Daemon::begin_stop() {
    stopping_ = true;
    driver_->post(engine::StopRequested{});
    publish();
}

void Daemon::log_status() {
    const metrics::Snapshot now = snapshot();
    for (const engine::InstanceStatus& instance : now.status->instances) {
        journal_.write({net::Level::info,
                        "status",
                        instance.settings.name,
                        {{"state", std::string{label(instance.state)}},
                         {"why", instance.reason},
                         {"priority", std::to_string(instance.effective_priority.value())},
                         {"master", instance.master ? to_string(instance.master->address) : "-"}}});
    }
    for (const detector::InstanceReport& instance : now.report->instances) {
        journal_.write({net::Level::info,
                        "verdict",
                        instance.name,
                        {{"verdict", std::string{label(instance.verdict)}}, {"reason", instance.reason}}});
    }
}

// On the background thread; each part gets its share on its own.
void Daemon::apply(const config::Config& config) {
    services_.reconfigure(config.http);
    logger_.reconfigure(log_settings(config.log));
    sensor_.reconfigure(config.detector);
    boost::asio::post(engine_context_, [this, config] {
        equip(config);
        if (!stopping_) driver_->post(engine::Reconfigured{config.engine});
        carry_out([&] { fencing_.reconfigure(fencing_settings(config)); });
    });
}

void Daemon::publish() {
    if (stopping_ && node_.stopped()) engine_context_.stop();
    guard_.revive();
    engine::Status status = node_.status(io::now());
    publish_roles(status);
    status_.publish(std::move(status));
    fence_status_.publish(fencing_.status());
    boost::asio::post(engine_context_, [this] { carry_out([this] { fencing_.tick(*sensor_.report(), io::now()); }); });

    const auto reload = reloader_.state();
    const Driver::Health& health = driver_->health();
    daemon_status_.publish({HOLDFAST_VERSION, HOLDFAST_REVISION, started_, reload->sha256, reload->last_successful,
                            reload->last_success, !sockets_.empty(), health.in_step, guard_.alive(), health.resyncs,
                            health.last_turn, health.lag, sockets_.overflows()});
}

void Daemon::publish_roles(const engine::Status& status) {
    sensor_.roles(roles_of(status, fencing_.pins(), driver_->health().stall));
}

metrics::Snapshot Daemon::snapshot() const {
    return {status_.read(),       sensor_.report(), daemon_status_.read(),           journal_.events(),
            fence_status_.read(), io::now(),        std::chrono::system_clock::now()};
}

}  // namespace holdfast::app
