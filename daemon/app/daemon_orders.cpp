// Between the threads: rulings and the operator's orders on their way to the engine, decisions on theirs to the disk.

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/post.hpp>

#include "daemon/app/check_plan.hpp"
#include "daemon/app/daemon.hpp"
#include "daemon/app/fence_preview.hpp"
#include "daemon/guard/latch_file.hpp"
#include "daemon/io/clock.hpp"
#include "metrics/json.hpp"

namespace holdfast::app {
namespace {

engine::CheckReported told_to_engine(const checks::Report& report) {
    const auto health = [&] {
        switch (report.health) {
            case checks::Health::unknown:
                return engine::Health::unknown;
            case checks::Health::up:
                return engine::Health::up;
            case checks::Health::down:
                return engine::Health::down;
        }
        std::unreachable();
    }();
    std::optional<int> number;  // that a weight may be multiplied with
    if (report.number) {
        using Limits = std::numeric_limits<int>;
        number = static_cast<int>(std::clamp<std::int64_t>(*report.number, Limits::min() / 1024, Limits::max() / 1024));
    }
    return {.check = report.check, .health = health, .number = number, .reason = report.reason};
}

}  // namespace

Fencing::Hands Daemon::hands() {
    return {.look = [this](const std::string& instance) { return node_.status_of(instance); },
            .engine = [this](engine::Event event) { tell_engine(std::move(event)); },
            .fence = [this](const fence::Order& order) { orders_.push_back(order); },
            .keep = [this](const fence::Latch& latch) { guard_.keep(latch); },
            .remember = [this](const Pins& pins) { write_decisions(pins); },
            .drill = [this](const std::string& instance, net::Duration time) { sensor_.drill(instance, time); },
            .note = [this](net::Note note) { journal_.write(std::move(note)); },
            .wall_clock = guard::wall_clock};
}

// What holds from before the start is told before the kernel is.
void Daemon::tell_engine(engine::Event event) {
    if (turning_) return driver_->queue(std::move(event));
    node_.handle(event, io::now());
}

// Whatever is decided together leaves in one turn; the guard gets to work when the addresses have left.
void Daemon::carry_out(const std::function<void()>& decide) {
    decide();
    driver_->turn();
    for (const fence::Order& order : std::exchange(orders_, {})) guard_.fence(order);
}

void Daemon::start_checks() {
    probes_ = std::make_unique<probes::Probes>(
        plan_of(config_), [this](const io::Fd& engine) { return steward_.launch_runner(runner::Duty::checks, engine); },
        probes::Probes::Sinks{.report = [this](const checks::Report& report) { check_reported(report); },
                              .note = [this](net::Note note) { journal_.write(std::move(note)); }});
}

// On the checks' thread.
void Daemon::check_reported(const checks::Report& report) {
    const bool down = report.health == checks::Health::down;
    if (report.health != checks::Health::unknown) {
        journal_.write(
            {down ? net::Level::warning : net::Level::info,
             "check",
             "",
             {{"check", report.check}, {"health", std::string{label(report.health)}}, {"why", report.reason}}});
    }
    boost::asio::post(engine_context_, [this, told = told_to_engine(report)] { driver_->post(told); });
}

// On the detector's thread. A split of the whole LAN is one of all instances: their rulings are carried out together.
void Daemon::carry(detector::Carry ruling) {
    const std::lock_guard lock{rulings_mutex_};
    rulings_.emplace_back(std::move(ruling), io::now());
    if (rulings_.size() > 1) return;  // the engine is called already
    boost::asio::post(engine_context_, [this] { carry_out([this] { carry_out_rulings(); }); });
}

void Daemon::carry_out_rulings() {
    std::unique_lock lock{rulings_mutex_};
    const auto rulings = std::exchange(rulings_, {});
    lock.unlock();
    const net::Instant now = io::now();
    for (const auto& [ruling, ruled] : rulings) fencing_.carry(ruling, now - ruled, now);
}

void Daemon::write_decisions(const Pins& pins) {
    boost::asio::post(background_context_, [this, text = to_json(pins)] {
        const io::Result<void> written = steward_.keep_decisions(text);
        if (written) return;
        journal_.write({net::Level::warning,
                        "decisions_not_kept",
                        "",
                        {{"error", written.error().text()}, {"until", "the next start they hold"}}});
    });
}

// No router resigns and no address goes: what we did is the guard's to do, until our successor asks it for them.
Fencing::Answer Daemon::hand_off(std::chrono::seconds time) {
    if (stopping_) return std::unexpected{"the daemon is stopping already"};
    if (fencing_.status().state == metrics::FenceStatus::State::fencing) return std::unexpected{"a fence is under way"};
    driver_->turn();
    const engine::Status status = node_.status(io::now());
    for (const engine::InstanceStatus& instance : status.instances) {
        const auto& hmac = instance.settings.hmac;
        if (!hmac || hmac->mode == vrrp::HmacMode::receive_only) continue;
        return std::unexpected{instance.settings.name + " signs its adverts, and each is good only once: restart the " +
                               "daemon within the lease instead"};
    }
    host_.prolong(status, time);
    const io::Result<void> taken = guard_.hand_off({time, host_.last_adverts()});
    if (!taken) return std::unexpected{taken.error().text()};
    stopping_ = true;
    farewell_ = std::chrono::milliseconds{500};  // the successor is waited for
    engine_context_.stop();
    const std::string seconds = std::to_string(time.count()) + " s";
    journal_.write({net::Level::info, "handed_off", "", {{"for", seconds}}});
    return "the guard keeps the addresses and advertises them for " + seconds + ", until holdfastd is started again";
}

// On the background thread: questions are answered there, orders carried out by the engine's.
void Daemon::obey(const Request& request, const std::function<void(Reply)>& answer) {
    const metrics::Snapshot shown = snapshot();
    if (request.what == Request::What::fence_status) {
        const Reply fence = metrics::status_json(shown)["fence"];
        return answer(
            succeeded({{"message", "the fence is " + std::string{label(shown.fence->state)}}, {"fence", fence}}));
    }
    if (request.what == Request::What::fence_dry_run) {
        const auto readiness = steward_.readiness();
        if (!readiness) return answer(refused(readiness.error().text()));
        return answer(succeeded({{"message", preview(reloader_.current(), shown, *readiness, request.instance)}}));
    }
    boost::asio::post(engine_context_, [this, request, answer] {
        Fencing::Answer done;
        if (request.what == Request::What::handoff) {
            done = hand_off(request.duration);
            return answer(done ? succeeded({{"message", *done}}) : refused(done.error()));
        }
        carry_out([&] { done = fencing_.obey(request, *sensor_.report(), io::now()); });
        publish();  // the decision shows at once
        answer(done ? succeeded({{"message", *done}}) : refused(done.error()));
    });
}

}  // namespace holdfast::app
