#include "daemon/import/notify.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "daemon/import/command.hpp"

namespace holdfast::import {

namespace {

constexpr std::array keys{std::pair{"notify_master", "notify.master"}, std::pair{"notify_backup", "notify.backup"},
                          std::pair{"notify_fault", "notify.fault"}, std::pair{"notify_stop", "notify.stop"},
                          std::pair{"notify", "notify.any"}};

void translate_script(const Keyword& keyword, const char* key, Table& into, Translation& to) {
    const Command command = command_of(keyword, false);
    if (command.argv.empty()) return to.report.error(keyword.where, fmt::format("{} has no script", keyword.name()));
    to.report.translated(keyword);
    to.uses_scripts = true;
    into.set(key, list_of_texts(command.argv));
    if (command.looks_like_shell) {
        to.report.note(keyword, "no shell reads this, here as in keepalived: [\"/bin/sh\", \"-c\", \"…\"] would");
    }
}

// Those of one table run as one user.
void translate_users(const std::vector<const Keyword*>& scripts, Table& into, Translation& to) {
    const std::string usual = to.globals.script_user.empty() ? "root" : to.globals.script_user;
    const auto user_of = [&](const Keyword* script) {
        return script->value(2).empty() ? usual : std::string{script->value(2)};
    };
    if (scripts.empty()) return;
    const std::string user = user_of(scripts.front());
    if (std::ranges::all_of(scripts, [&](const Keyword* script) { return user_of(script) == user; })) {
        if (user != usual) into.set("notify.user", toml_string(user));
        return;
    }
    for (const Keyword* script : scripts) {
        if (user_of(script) == usual) continue;
        to.report.missing(*script,
                          fmt::format("the scripts of one table run as one user, here as \"{}\", not as \"{}\"", usual,
                                      user_of(script)));
    }
}

}  // namespace

void translate_notify(Block& block, Table& into, Translation& to) {
    std::vector<const Keyword*> scripts;
    for (const auto& [name, key] : keys) {
        const Keyword* keyword = block.last(name);
        if (keyword == nullptr) continue;
        translate_script(*keyword, key, into, to);
        scripts.push_back(keyword);
    }
    translate_users(scripts, into, to);
    const Keyword* alert = block.last("smtp_alert");
    const bool wanted = alert != nullptr ? is_on(*alert) : to.globals.alert;
    to.alerts = to.alerts || wanted;
    if (alert == nullptr) return;
    translated(*alert, 2, to.report);
    if (!wanted) to.silent.push_back(alert);
    if (wanted == to.globals.alert) to.report.standard(*alert);
}

}  // namespace holdfast::import
