#include <filesystem>

#include <system_error>

#include <fmt/format.h>
#include <pwd.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/spelling.hpp"
#include "daemon/io/trusted_path.hpp"

namespace holdfast::config {

namespace {

namespace fs = std::filesystem;

void check_script(const fs::path& script, const passwd& user, Place place, Problems& problems) {
    if (const auto objections = io::objections_to(script, user.pw_uid); !objections.empty()) {
        const auto& [what, remedy] = objections.front();
        return problems.error(place, "somebody else can change what is run: " + what, remedy);
    }
    std::error_code error;
    constexpr fs::perms executable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
    const fs::file_status status = fs::status(script, error);
    if (!fs::exists(status)) return problems.error(place, script.string() + " does not exist");
    if (fs::is_regular_file(status) && (status.permissions() & executable) != fs::perms::none) return;
    problems.error(place, script.string() + " cannot be executed", "chmod +x " + script.string());
}

}  // namespace

void check_scripts(const Config& config, const std::vector<CheckDraft>& checks, Problems& problems) {
    for (const CheckDraft& draft : checks) {
        const auto* script = std::get_if<checks::ScriptCheck>(&draft.settings.kind);
        if (script == nullptr || script->command.empty()) continue;
        std::string name = script->user.empty() ? config.node.script_user.value_or(default_script_user) : script->user;
        if (name.empty()) name = "root";
        const passwd* user = ::getpwnam(name.c_str());
        if (user == nullptr) {
            problems.error(draft.written.place(script->user.empty() ? "command" : "user"),
                           fmt::format("this runs as {}, and there is no such user", in_quotes(name)),
                           fmt::format("useradd --system --no-create-home {}, or set node.script_user", name));
            continue;
        }
        check_script(script->command.front(), *user, draft.written.place("command", 0), problems);
    }
}

}  // namespace holdfast::config
