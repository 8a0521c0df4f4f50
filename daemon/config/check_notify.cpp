#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/spelling.hpp"
#include "daemon/runner/safety.hpp"

namespace holdfast::config {

void check_notify(const Config& config, const NotifyDraft& draft, Problems& problems) {
    const notify::Scripts& scripts = draft.scripts;
    const std::string name =
        scripts.user.empty() ? config.node.script_user.value_or(default_script_user) : scripts.user;
    for (const notify::Slot slot : notify::slots) {
        if (scripts[slot].empty() || !draft.written.has(label(slot))) continue;
        const Place place = draft.written.place(label(slot), 0);
        const auto user = runner::find_user(name);
        if (!user) {
            return problems.error(scripts.user.empty() ? place : draft.written.place("user"),
                                  fmt::format("this runs as {}, and there is no such user", in_quotes(name)),
                                  fmt::format("useradd --system --no-create-home {}, or set node.script_user", name));
        }
        for (const std::string& objection : runner::unsafe(scripts[slot], *user)) {
            problems.error(place, "this script is not to be run: " + objection);
        }
    }
}

}  // namespace holdfast::config
