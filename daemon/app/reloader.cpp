#include "daemon/app/reloader.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;

constexpr int configuration_invalid = 4;
constexpr auto settling_time = 20ms;
constexpr int settling_attempts = 10;

// What cannot change while the daemon runs; a restart within the lease keeps the addresses.
bool needs_restart(const config::Config& before, const config::Config& after) {
    return before.node.run_dir != after.node.run_dir || before.node.state_dir != after.node.state_dir ||
           before.node.realtime != after.node.realtime || before.node.user != after.node.user;
}

bool same(const Reading& one, const Reading& other) {
    return one && other ? one->sha256 == other->sha256 : !one && !other;
}

}  // namespace

Reloader::Reloader(Read read, const config::Loaded& first, std::optional<config::LogFormat> log_format,
                   Journal& journal, Apply apply)
    : read_{std::move(read)},
      current_{first.config},
      log_format_{log_format},
      journal_{journal},
      apply_{std::move(apply)},
      state_{ReloadState{first.sha256, true, std::chrono::system_clock::now()}} {}

// A file that is being written may be right at many of its lines. What is new is read until it stays as it is.
Reading Reloader::read_settled() const {
    Reading reading = read_();
    for (int attempt = 0; attempt < settling_attempts; ++attempt) {
        if (reading && reading->sha256 == state_.read()->sha256) return reading;
        std::this_thread::sleep_for(settling_time);
        Reading again = read_();
        if (same(reading, again)) return again;
        reading = std::move(again);
    }
    return not_read("the configuration", "it is being written");
}

Reply Reloader::reload() {
    Reading loaded = read_settled();
    // Whoever truncated the file did not mean that; who means it stops the daemon.
    if (loaded && loaded->config.engine.instances.empty() && !current_.engine.instances.empty()) {
        loaded = not_read("the configuration", "it has no [[instance]] any more");
    }
    ReloadState state = *state_.read();
    if (!loaded) {
        state.last_successful = false;
        state_.publish(state);
        const std::string errors = config::render(loaded.error(), false);
        const config::Diagnostic& first = loaded.error().front();
        journal_.write({net::Level::error,
                        "reload_refused",
                        "",
                        {{"errors", std::to_string(loaded.error().size())},
                         {"first", first.file + ":" + std::to_string(first.line) + ": " + first.message}}});
        return {{"ok", false}, {"error", errors}, {"code", configuration_invalid}};
    }
    const bool restart = needs_restart(current_, loaded->config);
    current_ = loaded->config;
    if (log_format_) current_.log.format = *log_format_;
    apply_(current_);
    state_.publish({loaded->sha256, true, std::chrono::system_clock::now()});
    journal_.write({net::Level::info, "reloaded", "", {{"sha256", loaded->sha256}}});
    Reply result = {{"instances", current_.engine.instances.size()}};
    if (restart) result["note"] = "run_dir, state_dir, realtime and user take effect at the next start";
    return {{"ok", true}, {"result", result}};
}

}  // namespace holdfast::app
