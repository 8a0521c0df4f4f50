#include "daemon/import/notify.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "daemon/import/command.hpp"

namespace holdfast::import {

namespace {

constexpr std::array keys{std::pair{"notify_master", "notify.master"}, std::pair{"notify_backup", "notify.backup"},
                          std::pair{"notify_fault", "notify.fault"}, std::pair{"notify_stop", "notify.stop"},
                          std::pair{"notify", "notify.any"}};

void check_user(const Keyword& keyword, Translation& to) {
    const std::string_view user = keyword.value(2);
    if (user.empty() || user == (to.globals.script_user.empty() ? "root" : to.globals.script_user)) return;
    to.report.missing(keyword, fmt::format("it runs as node.script_user, not as \"{}\"", user));
}

void translate_script(const Keyword& keyword, const char* key, Table& into, Translation& to) {
    const Command command = command_of(keyword, false);
    if (command.argv.empty()) return to.report.error(keyword.where, fmt::format("{} has no script", keyword.name()));
    to.report.translated(keyword);
    to.uses_scripts = true;
    check_user(keyword, to);
    into.set(key, list_of_texts(command.argv));
    if (command.looks_like_shell) {
        to.report.note(keyword, "no shell reads this, here as in keepalived: [\"/bin/sh\", \"-c\", \"…\"] would");
    }
}

}  // namespace

void translate_notify(Block& block, Table& into, Translation& to) {
    for (const auto& [name, key] : keys) {
        if (const Keyword* keyword = block.last(name)) translate_script(*keyword, key, into, to);
    }
    const Keyword* alert = block.last("smtp_alert");
    const bool wanted = alert != nullptr ? is_on(*alert) : to.globals.alert;
    to.alerts = to.alerts || wanted;
    if (alert == nullptr) return;
    translated(*alert, 2, to.report);
    if (!wanted) to.silent.push_back(alert);
    if (wanted == to.globals.alert) to.report.standard(*alert);
}

}  // namespace holdfast::import
