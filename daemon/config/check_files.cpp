#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/files.hpp"
#include "daemon/io/privileges.hpp"
#include "daemon/io/trusted_command.hpp"

namespace holdfast::config {

namespace {

namespace fs = std::filesystem;

// These pass, and no other configuration makes them pass sooner: a node without its routers would be worse.
bool is_of_the_moment(int code) {
    constexpr std::array codes{ENOSPC, EDQUOT, EIO, ENOMEM, EMFILE, ENFILE, EINTR};
    return std::ranges::find(codes, code) != codes.end();
}

// "": root, as who is not there.
uid_t uid_or_root(const std::string& name) {
    return name.empty() ? 0 : io::uid_of(name).value_or(0);
}

// As /tmp is: there somebody else may be the first.
bool is_for_all(const fs::path& folder) {
    struct stat about{};
    return ::stat(folder.c_str(), &about) == 0 && (about.st_mode & S_ISVTX) != 0 &&
           (about.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

// Who may write there may take the latch of a fence away, or say what was borrowed of the kernel. What is missing is
// made by root, where nobody else can.
void check_folder(const fs::path& folder, const char* key, const Config& config, const Sections& sections,
                  Problems& problems) {
    auto objections = io::objections_to(folder, uid_or_root(config.node.user));
    if (!objections.empty() && ::geteuid() != 0) objections = io::objections_to(folder, ::geteuid());
    if (is_for_all(folder)) objections.push_back({folder.string() + " is for everybody", "name a folder in it"});
    if (objections.empty()) return;
    const auto& [what, remedy] = objections.front();
    const Place place = sections.node.has(key) ? sections.node.place(key) : Place{};
    problems.error(place, fmt::format("somebody else can change what is kept in {}: {}", key, what), remedy);
}

// A fence that a restart forgets is none.
void check_state_dir(const Config& config, const Sections& sections, Problems& problems) {
    if (config.detector.policy != detector::Policy::fence) return;
    const auto tried = try_to_write(config.node.state_dir);
    if (tried) return;
    const Written& node = sections.node;
    const Place place = node.has("state_dir") ? node.place("state_dir") : sections.detector.place("policy");
    const std::string what = fmt::format("policy \"fence\" keeps its latch in {}, which cannot be written: {}",
                                         config.node.state_dir.string(), std::strerror(tried.error()));
    if (is_of_the_moment(tried.error()))
        return problems.warning(place, what, "until it can, a restart forgets a fence");
    problems.error(place, what, "create the folder, or name another: node.state_dir");
}

// Who may change the file, or put another in its place, decides what runs.
void check_script(const std::vector<std::string>& command, uid_t user, Place place, Problems& problems) {
    std::error_code error;
    io::Looks looks;
    const fs::path script = command.front();
    if (const auto objections = io::objections_to_command(command, user, looks); !objections.empty()) {
        const auto& [what, remedy] = objections.front();
        return problems.error(place, "somebody else can change what is run: " + what, remedy);
    }
    if (!fs::exists(script, error)) {
        problems.warning(place, script.string() + " does not exist", "a fence without its script has failed");
    } else if (!fs::is_regular_file(script, error) || ::access(script.c_str(), X_OK) != 0) {
        problems.error(place, script.string() + " cannot be executed", "chmod +x " + script.string());
    }
}

bool is_missing(const std::string& key, const std::string& user, const Written& written) {
    return written.has(key) && !user.empty() && !io::uid_of(user);
}

void check_users(const NodeSettings& node, const Written& written, Problems& problems) {
    if (is_missing("user", node.user, written)) {
        problems.error(written.place("user"), "there is no user " + in_quotes(node.user),
                       "useradd --system --no-create-home " + node.user);
    }
    const std::string scripts = node.script_user.value_or("");
    if (is_missing("script_user", scripts, written)) {
        problems.error(written.place("script_user"), "there is no user " + in_quotes(scripts) + " to run scripts as",
                       "useradd --system --no-create-home " + scripts);
    }
}

}  // namespace

void check_files(const Config& config, const Sections& sections, Problems& problems) {
    check_folder(config.node.state_dir, "state_dir", config, sections, problems);
    check_folder(config.node.run_dir, "run_dir", config, sections, problems);
    check_state_dir(config, sections, problems);
    check_users(config.node, sections.node, problems);
    if (config.fence.command.empty()) return;
    check_script(config.fence.command, uid_or_root(config.node.script_user.value_or("")),
                 sections.fence.place("command", 0), problems);
}

}  // namespace holdfast::config
