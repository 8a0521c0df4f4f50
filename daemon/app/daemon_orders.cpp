// Between the threads: rulings and the operator's orders on their way to the engine, decisions on theirs to the disk.

#include <filesystem>
#include <utility>

#include <system_error>

#include <boost/asio/post.hpp>

#include "daemon/app/daemon.hpp"
#include "daemon/app/fence_preview.hpp"
#include "daemon/guard/latch_file.hpp"
#include "daemon/io/clock.hpp"
#include "metrics/json.hpp"

namespace holdfast::app {

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

void Daemon::remember_what_was_decided() {
    const auto forgotten = [this](const std::string& why) {
        journal_.write({net::Level::warning, "decisions_forgotten", "", {{"error", why}}});
    };
    std::error_code missing;  // is said when something is to be written there
    std::filesystem::create_directories(config_.node.state_dir, missing);
    Pins pins;
    if (const auto text = read_decisions(config_.node.state_dir); !text) {
        forgotten(text.error().text());
    } else if (*text) {
        auto parsed = parse_pins(**text);
        if (!parsed) forgotten(parsed.error());
        pins = std::move(parsed).value_or(Pins{});
    }
    fencing_.begin(guard::read_latch(config_.node.state_dir), std::move(pins));
    guard_.on_progress([this](const fence::Progress& progress) { fencing_.progress(progress); });
    equip(config_);
}

void Daemon::equip(const config::Config& config) {
    guard_.equip({config.fence, config.node.state_dir, config.node.script_user}, fencing_.latch());
}

void Daemon::write_decisions(const Pins& pins) {
    boost::asio::post(background_context_, [this, pins] {
        const io::Result<void> written = app::write_decisions(config_.node.state_dir, pins);
        if (written) return;
        journal_.write({net::Level::warning,
                        "decisions_not_kept",
                        "",
                        {{"error", written.error().text()}, {"until", "the next start they hold"}}});
    });
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
        return answer(succeeded({{"message", preview(reloader_.current(), shown, request.instance)}}));
    }
    boost::asio::post(engine_context_, [this, request, answer] {
        Fencing::Answer done;
        carry_out([&] { done = fencing_.obey(request, *sensor_.report(), io::now()); });
        publish();  // the decision shows at once
        answer(done ? succeeded({{"message", *done}}) : refused(done.error()));
    });
}

}  // namespace holdfast::app
