#include "detector/sensor/sensor.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include <signal.h>

#include <pthread.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/published.hpp"
#include "detector/sensor/patrol.hpp"

namespace holdfast::detector {

namespace {

// Signals belong to the engine; real-time priority too.
void become_detector_thread() {
    pthread_setname_np(pthread_self(), "hf-detector");
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    const sched_param ordinary{};
    pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
}

Report silent_report(const Settings& settings) {
    Report report{.at = io::now(),
                  .enabled = settings.enabled,
                  .instances = {},
                  .gateways = {},
                  .peers = {},
                  .neighbours = {},
                  .hello = {}};
    for (const WatchedInstance& watched : settings.instances) {
        InstanceReport& instance = report.instances.emplace_back();
        instance.name = watched.name;
        instance.since = report.at;
    }
    return report;
}

Report blind_report(Report last, const std::string& why) {
    last.at = io::now();
    for (InstanceReport& instance : last.instances) {
        if (instance.verdict != Verdict::blind) instance.since = last.at;
        instance.verdict = Verdict::blind;
        instance.reason = "the detector failed: " + why;
        instance.also.clear();
        instance.failure.clear();
    }
    return last;
}

}  // namespace

class Sensor::Worker {
public:
    Worker(Settings settings, Outputs outputs)
        : settings_{std::move(settings)},
          outputs_{std::move(outputs)},
          report_{silent_report(settings_)},
          thread_{[this] { run(); }} {}
    ~Worker();

    void roles(std::vector<OwnRole> roles);
    void reconfigure(Settings settings);
    void drill(std::string instance, net::Duration duration);
    std::shared_ptr<const Report> report() const { return report_.read(); }

private:
    void run();
    bool wait_until_wanted();
    void patrol();
    void failed(const std::string& why);

    std::mutex mutex_;  // guards what follows, up to stopping_
    std::condition_variable changed_;
    Settings settings_;
    std::vector<OwnRole> roles_;
    Patrol* patrol_ = nullptr;  // the one that runs
    bool stopping_ = false;

    Outputs outputs_;
    io::Published<Report> report_;
    std::thread thread_;
};

Sensor::Worker::~Worker() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        if (patrol_ != nullptr) patrol_->stop();
    }
    changed_.notify_all();
    thread_.join();
}

void Sensor::Worker::roles(std::vector<OwnRole> roles) {
    const std::lock_guard lock{mutex_};
    roles_ = std::move(roles);
    if (patrol_ != nullptr) patrol_->roles(roles_);
}

void Sensor::Worker::reconfigure(Settings settings) {
    {
        const std::lock_guard lock{mutex_};
        settings_ = std::move(settings);
        if (patrol_ != nullptr && settings_.enabled) patrol_->reconfigure(settings_);
        if (patrol_ != nullptr && !settings_.enabled) patrol_->stop();
    }
    changed_.notify_all();
}

void Sensor::Worker::drill(std::string instance, net::Duration duration) {
    const std::lock_guard lock{mutex_};
    if (patrol_ != nullptr) patrol_->drill(std::move(instance), duration);
}

// Nothing leaves this thread as an exception: what fails is said, shown as blindness, and tried again.
void Sensor::Worker::run() {
    become_detector_thread();
    while (wait_until_wanted()) {
        try {
            patrol();
        } catch (const std::exception& error) {
            failed(error.what());
        }
    }
}

bool Sensor::Worker::wait_until_wanted() {
    std::unique_lock lock{mutex_};
    if (!settings_.enabled) report_.publish(silent_report(settings_));
    changed_.wait(lock, [this] { return stopping_ || settings_.enabled; });
    return !stopping_;
}

void Sensor::Worker::patrol() {
    std::unique_lock lock{mutex_};
    const Settings settings = settings_;
    lock.unlock();
    Patrol patrol{settings, outputs_, [this](Report report) { report_.publish(std::move(report)); }};

    lock.lock();
    if (stopping_ || !settings_.enabled) return;
    patrol_ = &patrol;
    patrol.reconfigure(settings_);  // what changed while it was being made
    patrol.roles(roles_);
    lock.unlock();

    std::exception_ptr failure;
    try {
        patrol.run();
    } catch (...) {
        failure = std::current_exception();
    }
    lock.lock();
    patrol_ = nullptr;
    if (failure) std::rethrow_exception(failure);
}

void Sensor::Worker::failed(const std::string& why) {
    report_.publish(blind_report(*report_.read(), why));
    outputs_.note(
        {.level = net::Level::error, .event = "detector_failed", .instance = "", .fields = {{"reason", why}}});
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, std::chrono::seconds{1}, [this] { return stopping_; });
}

Sensor::Sensor(Settings settings, Outputs outputs)
    : worker_{std::make_unique<Worker>(std::move(settings), std::move(outputs))} {}

Sensor::~Sensor() = default;

void Sensor::roles(std::vector<OwnRole> roles) {
    worker_->roles(std::move(roles));
}

void Sensor::reconfigure(Settings settings) {
    worker_->reconfigure(std::move(settings));
}

void Sensor::drill(std::string instance, net::Duration duration) {
    worker_->drill(std::move(instance), duration);
}

std::shared_ptr<const Report> Sensor::report() const {
    return worker_->report();
}

}  // namespace holdfast::detector
