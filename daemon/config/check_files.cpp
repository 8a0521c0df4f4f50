#include <cstring>
#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>
#include <pwd.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/files.hpp"

namespace holdfast::config {

namespace {

namespace fs = std::filesystem;

// A fence that a restart forgets is none.
void check_state_dir(const Config& config, const Sections& sections, Problems& problems) {
    if (config.detector.policy != detector::Policy::fence) return;
    const auto tried = try_to_write(config.node.state_dir);
    if (tried) return;
    const Written& node = sections.node;
    problems.error(node.has("state_dir") ? node.place("state_dir") : sections.detector.place("policy"),
                   fmt::format("policy \"fence\" keeps its latch in {}, which cannot be written: {}",
                               config.node.state_dir.string(), tried.error()),
                   "create the folder, or name another: node.state_dir");
}

// Who may change the file, or put another in its place, decides what runs.
std::optional<fs::path> open_to_others(const fs::path& file) {
    for (fs::path path = file; path.has_relative_path(); path = path.parent_path()) {
        std::error_code error;
        const fs::perms permissions = fs::status(path, error).permissions();
        if (error || (permissions & fs::perms::others_write) == fs::perms::none) continue;
        const bool is_ancestor = path != file && path != file.parent_path();
        const bool sticky = (permissions & fs::perms::sticky_bit) != fs::perms::none;
        if (!is_ancestor || !sticky) return path;
    }
    return std::nullopt;
}

void check_script(const fs::path& script, Place place, Problems& problems) {
    std::error_code error;
    fs::path real = fs::weakly_canonical(script, error);
    for (const fs::path& path : {script, error ? script : real}) {
        if (const auto open = open_to_others(path)) {
            const std::string name = open->string();
            return problems.error(place, fmt::format("others can change what is run: {} is theirs to write", name),
                                  "chmod o-w " + name);
        }
    }
    if (!fs::exists(script, error)) {
        problems.warning(place, script.string() + " does not exist", "a fence without its script has failed");
    } else if (!fs::is_regular_file(script, error) || ::access(script.c_str(), X_OK) != 0) {
        problems.error(place, script.string() + " cannot be executed", "chmod +x " + script.string());
    }
}

bool is_missing(const std::string& key, const std::string& user, const Written& written) {
    return written.has(key) && !user.empty() && ::getpwnam(user.c_str()) == nullptr;
}

void check_users(const NodeSettings& node, const Written& written, Problems& problems) {
    if (is_missing("user", node.user, written)) {
        problems.error(written.place("user"), "there is no user " + in_quotes(node.user),
                       "useradd --system --no-create-home " + node.user);
    }
    const std::string scripts = node.script_user.value_or("");
    if (is_missing("script_user", scripts, written)) {
        problems.warning(written.place("script_user"),
                         "there is no user " + in_quotes(scripts) + ": scripts run as root");
    }
}

}  // namespace

void check_files(const Config& config, const Sections& sections, Problems& problems) {
    check_state_dir(config, sections, problems);
    check_users(config.node, sections.node, problems);
    if (config.fence.command.empty()) return;
    check_script(config.fence.command.front(), sections.fence.place("command", 0), problems);
}

}  // namespace holdfast::config
