#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/spelling.hpp"
#include "daemon/runner/safety.hpp"

namespace holdfast::config {

void check_scripts(const Config& config, const std::vector<CheckDraft>& checks, Problems& problems) {
    for (const CheckDraft& draft : checks) {
        const auto* script = std::get_if<checks::ScriptCheck>(&draft.settings.kind);
        if (script == nullptr || script->command.empty()) continue;
        const std::string name =
            script->user.empty() ? config.node.script_user.value_or(default_script_user) : script->user;
        const auto user = runner::find_user(name);
        if (!user) {
            problems.error(draft.written.place(script->user.empty() ? "command" : "user"),
                           fmt::format("this runs as {}, and there is no such user", in_quotes(name)),
                           fmt::format("useradd --system --no-create-home {}, or set node.script_user", name));
            continue;
        }
        for (const std::string& objection : runner::unsafe(script->command, *user)) {
            problems.error(draft.written.place("command", 0), "this script is not to be run: " + objection);
        }
    }
}

}  // namespace holdfast::config
