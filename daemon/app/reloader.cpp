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

Reloader::Reloader(std::filesystem::path file, const config::Loaded& first, Journal& journal, Apply apply)
    : file_{std::move(file)},
      current_{first.config},
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
        journal_.write(
            {net::Level::error,
             "reload_refused",
             "",
             {{"errors", std::to_string(loaded.error().size())}, {"first", loaded.error().front().message}}});
        return {{"ok", false}, {"error", errors}, {"code", configuration_invalid}};
    }
    const bool restart = needs_restart(current_, loaded->config);
    current_ = loaded->config;
    apply_(current_);
    state_.publish({loaded->sha256, true, std::chrono::system_clock::now()});
    journal_.write({net::Level::info, "reloaded", "", {{"sha256", loaded->sha256}}});
    Reply result = {{"instances", current_.engine.instances.size()}};
    if (restart) result["note"] = "run_dir, state_dir and realtime take effect at the next start";
    return {{"ok", true}, {"result", result}};
}

}  // namespace holdfast::app
