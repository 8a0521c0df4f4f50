#include "daemon/app/daemon.hpp"

#include <algorithm>
#include <csignal>
#include <tuple>
#include <utility>

#include <boost/asio/post.hpp>
#include <pthread.h>

#include "daemon/app/check_plan.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/io/confine.hpp"
#include "daemon/io/keyed_hash.hpp"

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

notify::UnixTime now_for_people() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// From the moment when the last of our handlers goes a second request to end would be taken for a crash.
void ignore_further_requests() {
    sigset_t requests;
    sigemptyset(&requests);
    sigaddset(&requests, SIGTERM);
    sigaddset(&requests, SIGINT);
    sigaddset(&requests, SIGHUP);
    sigaddset(&requests, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &requests, nullptr);
}

constexpr std::chrono::milliseconds engine_waits{100};  // for another guard, and its adverts with it

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

Daemon::Daemon(const config::Loaded& loaded, const Options& options, Essentials essentials)
    : background_work_{background_context_.get_executor()},
      signals_{engine_context_, SIGTERM, SIGINT},
      steward_{std::move(essentials.steward)},
      config_{loaded.config},
      logger_{log_settings(config_.log)},
      journal_{background_context_, logger_, [this](const net::Note& note) { post_.tell(note); }},
      post_{config_.notify,
            [this](const io::Fd& engine) { return steward_.launch_runner(runner::Duty::notifications, engine); },
            [this](net::Note note) { journal_.write(std::move(note)); }},
      reloader_{[this] { return read_configuration(); }, loaded, options.log_format, journal_,
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
      guard_{engine_context_, std::move(essentials.guard),
             [this](const io::Fd& engine, const io::Fd& page) {
                 return steward_.launch_guard(engine, page, engine_waits);
             },
             [this](net::Note note) { journal_.write(std::move(note)); }},
      sockets_{engine_context_, [this] { driver_->turn(); }},
      host_{sockets_,
            guard_,
            std::move(essentials.netlink),
            std::move(essentials.frames),
            [this](net::Note note) { journal_.write(std::move(note)); },
            [this](const engine::Proclaim& proclaim) { post_.tell({now_for_people(), proclaim}); },
            {.write = [this](const io::InterfaceSetting& setting, int value) { return write_setting(setting, value); },
             .remember = [this](const std::vector<io::Borrowed>& all) { remember_borrowed(all); }}},
      node_{config_.engine, io::now(), [](const std::string& key) { return io::KeyedHash{key}; }},
      driver_{std::make_unique<Driver>(
          engine_context_, node_, host_, sockets_, std::move(essentials.monitor), std::move(essentials.timer),
          Driver::Listeners{.changed = [this] { publish(); },
                            .transition = [this] { publish_roles(node_.status(io::now())); }})},
      fencing_{fencing_settings(config_), hands()},
      services_{background_context_,
                steward_,
                {[this] { return snapshot(); }, [this] { return reloader_.reload(); },
                 [this](const Request& request, const std::function<void(Reply)>& answer) { obey(request, answer); }},
                [this](io::Fd stream) { post_.listen(std::move(stream)); },
                journal_} {
    signals_.add(SIGHUP);
    signals_.add(SIGUSR1);
    for (net::Note& note : essentials.notes) journal_.write(std::move(note));
    fencing_.begin(std::move(essentials.left.latch), std::move(essentials.left.pins));
    host_.recall(essentials.left.borrowed);
    guard_.on_progress([this](const fence::Progress& progress) { fencing_.progress(progress); });
    guard_.remind(fencing_.latch());
    start_checks();
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

void Daemon::run(const engine::LeftoversFound& leftovers) {
    journal_.write({net::Level::info, "started", "", {{"version", HOLDFAST_VERSION}, {"node", config_.node.name}}});
    await_signals();
    background_ = std::thread{[this] {
        pthread_setname_np(pthread_self(), "hf-background");
        std::ignore = io::confine_thread();
        background_context_.run();
    }};
    watch_steward();
    adopt(leftovers);
    turning_ = true;
    driver_->start();
    boost::asio::post(background_context_,  // now: the first who asks is told what is so, not what will be
                      [this, config = config_] { services_.start(config.http, config.notify.stream); });
    host_.give_back_unused();
    manager_.tell("READY=1");
    guard_.pledge({{adoption_slot, {}, {}}});  // what was adopted is promised for its own router now
    engine_context_.run();
    ignore_further_requests();
    post_.finish(farewell_);
    journal_.finish();
    journal_.write({net::Level::info, "stopped", "", {}});
}

Reading Daemon::read_configuration() const {
    const auto reading = steward_.read_configuration();
    return reading ? *reading : not_read("the configuration", reading.error().text());
}

void Daemon::watch_steward() {
    steward_ends_ = std::make_unique<Watch>(engine_context_, steward_.fd(), [this] {
        journal_.write({net::Level::error, "steward_died", "", {{"until_restart", "no reload, no new guard"}}});
        steward_ends_.reset();
    });
}

// The guard knows already; another one, should it die meanwhile, would not.
void Daemon::adopt(const engine::LeftoversFound& leftovers) {
    const net::Instant now = io::now();
    if (!leftovers.addresses.empty()) {
        guard_.pledge({{adoption_slot, std::max(leftovers.good_until - now, net::Duration{}), leftovers.addresses,
                        leftovers.routing}});
    }
    node_.handle(leftovers, now);
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
    manager_.tell("STOPPING=1");
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
                        "status_verdict",
                        instance.name,
                        {{"verdict", std::string{label(instance.verdict)}}, {"reason", instance.reason}}});
    }
}

// On the background thread; each part gets its share on its own.
void Daemon::apply(const config::Config& config) {
    services_.reconfigure(config.http, config.notify.stream);
    logger_.reconfigure(log_settings(config.log));
    sensor_.reconfigure(config.detector);
    boost::asio::post(engine_context_, [this, config] {
        guard_.remind(fencing_.latch());
        probes_->reconfigure(plan_of(config));  // which may open sockets that no other thread can
        if (!stopping_) driver_->post(engine::Reconfigured{config.engine});
        post_.reconfigure(config.notify);  // what leaves is told as it was configured
        carry_out([&] { fencing_.reconfigure(fencing_settings(config)); });
    });
}

void Daemon::publish() {
    if (stopping_ && node_.stopped()) engine_context_.stop();
    guard_.revive();
    engine::Status status = node_.status(io::now());
    publish_roles(status);
    tell_manager(status);
    status_.publish(std::move(status));
    fence_status_.publish(fencing_.status());
    boost::asio::post(engine_context_, [this] { carry_out([this] { fencing_.tick(*sensor_.report(), io::now()); }); });

    const auto reload = reloader_.state();
    const Driver::Health& health = driver_->health();
    daemon_status_.publish({HOLDFAST_VERSION, HOLDFAST_REVISION, started_, reload->sha256, reload->last_successful,
                            reload->last_success, !sockets_.empty(), health.in_step, guard_.alive(), health.resyncs,
                            health.last_turn, health.lag, sockets_.overflows(), logger_.lost(), journal_.held_back()});
}

// Where /proc/sys is read-only for this process, its steward does it.
io::Result<void> Daemon::write_setting(const io::InterfaceSetting& setting, int value) const {
    io::Result<void> done = io::write_setting(setting, value);
    return done || done.error().code != EROFS ? done : steward_.write_setting(setting, value);
}

void Daemon::remember_borrowed(const std::vector<io::Borrowed>& all) {
    boost::asio::post(background_context_, [this, text = to_text(all)] {
        const io::Result<void> kept = steward_.keep_borrowed(text);
        if (kept) return;
        journal_.write({net::Level::warning, "interface_settings_not_kept", "", {{"error", kept.error().text()}}});
    });
}

// From the engine's own loop: one that hangs is killed, and started again.
void Daemon::tell_manager(const engine::Status& status) const {
    const auto masters =
        std::ranges::count(status.instances, engine::InstanceState::master, &engine::InstanceStatus::state);
    manager_.tell("WATCHDOG=1\nSTATUS=master of " + std::to_string(masters) + " of " +
                  std::to_string(status.instances.size()) + " instances");
}

void Daemon::publish_roles(const engine::Status& status) {
    sensor_.roles(roles_of(status, fencing_.pins(), driver_->health().stalls));
}

metrics::Snapshot Daemon::snapshot() const {
    return {.status = status_.read(),
            .report = sensor_.report(),
            .daemon = daemon_status_.read(),
            .events = journal_.events(),
            .fence = fence_status_.read(),
            .checks = probes_->status(),
            .notify = post_.status(),
            .now = io::now(),
            .wall = std::chrono::system_clock::now()};
}

}  // namespace holdfast::app
