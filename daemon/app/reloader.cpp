#include "daemon/app/reloader.hpp"

namespace holdfast::app {
namespace {

constexpr int configuration_invalid = 4;

// What cannot change while the daemon runs; a restart within the lease keeps the addresses.
bool needs_restart(const config::Config& before, const config::Config& after) {
    return before.node.run_dir != after.node.run_dir || before.node.state_dir != after.node.state_dir ||
           before.node.realtime != after.node.realtime;
}

}  // namespace

Reloader::Reloader(std::filesystem::path file, const config::Loaded& first, std::optional<config::LogFormat> log_format,
                   Journal& journal, Apply apply)
    : file_{std::move(file)},
      current_{first.config},
      log_format_{log_format},
      journal_{journal},
      apply_{std::move(apply)},
      state_{ReloadState{first.sha256, true, std::chrono::system_clock::now()}} {}

Reply Reloader::reload() {
    const auto loaded = config::load(file_);
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
    if (restart) result["note"] = "run_dir, state_dir and realtime take effect at the next start";
    return {{"ok", true}, {"result", result}};
}

}  // namespace holdfast::app
