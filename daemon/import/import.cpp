#include "daemon/import/import.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/config/duration.hpp"
#include "daemon/import/translation.hpp"
#include "daemon/import/tree.hpp"
#include "daemon/import/without.hpp"

namespace holdfast::import {

namespace {

// Runs scripts as keepalived did, where it was not said as whom.
void decide_user(Translation& to) {
    if (!to.uses_scripts) return;
    if (!to.globals.script_user.empty()) return to.node.set("script_user", toml_string(to.globals.script_user));
    to.node.set("script_user", toml_string("root"),
                "as keepalived does without a user keepalived_script; one with fewer rights is safer");
}

void decide_mail(Translation& to) {
    if (to.mail.is_empty()) return;
    if (to.alerts) {
        to.mail.comment("For every instance and group.");
        for (const Keyword* keyword : to.silent) to.report.missing(*keyword, "mail is sent for every instance");
    } else {
        to.mail.comment("No smtp_alert asks for mail. This sends it:");
        to.mail.disable();
    }
}

void append(std::string& toml, const std::string& block) {
    if (!block.empty()) toml += "\n" + block;
}

std::string document(const Translation& to, const std::string& path, const std::string& account) {
    const std::string from = fmt::format("From {} by `holdfast config import`", path);
    std::string toml = commented(from + (account.empty() ? ", which found a place for every line."
                                                         : ". What is different or missing is listed at the end."));
    if (!to.node.is_empty()) append(toml, to.node.text());
    for (const Table& table : to.instance_tables) append(toml, table.text());
    for (const Table& table : to.group_tables) append(toml, table.text());
    for (const auto& key : to.tracker_order) append(toml, to.trackers.at(key).table.text());
    if (!to.mail.is_empty()) append(toml, to.mail.text());
    if (!to.stream.is_empty()) append(toml, to.stream.text());
    append(toml, commented(account));
    return toml;
}

std::expected<Outcome, std::vector<config::Diagnostic>> failed(Report& report) {
    return std::unexpected{report.take_errors()};
}

}  // namespace

std::string valid_name(std::string_view name) {
    std::string valid{name.substr(0, 64)};
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    };
    std::ranges::replace_if(valid, std::not_fn(allowed), '_');
    return valid;
}

std::string duration_text(net::Duration duration) {
    return toml_string(duration == net::Duration{} ? "0s" : config::to_text(duration));
}

std::vector<const Keyword*> blocks_of(const std::vector<Keyword>& top, std::string_view name) {
    std::vector<const Keyword*> found;
    for (const Keyword& keyword : top) {
        if (keyword.name() == name) found.push_back(&keyword);
    }
    return found;
}

void translate_rest(const std::vector<Keyword>& top, Translation& to) {
    for (const auto& [interface, delays] : to.delays) {
        if (to.report.is_answered(*delays.keyword)) continue;
        to.report.missing(*delays.keyword,
                          "the state of an instance's own interface counts at once; only what is tracked has delays");
    }
    for (auto& [key, tracker] : to.trackers) {
        // Whoever tracks it says another.
        if (tracker.weight_keyword != nullptr) to.report.standard(*tracker.weight_keyword);
        if (tracker.tracked) continue;
        tracker.table.comment("Nothing tracks this, so keepalived does not run it:");
        tracker.table.disable();
    }
    Block block{top, to.report};
    for (const char* known : {"global_defs", "vrrp_instance", "vrrp_sync_group", "vrrp_script", "vrrp_track_process",
                              "track_file", "interface_up_down_delays"}) {
        block.all(known);
    }
    std::vector<Without> without;
    std::ranges::copy(without_at_top(), std::back_inserter(without));
    std::ranges::copy(without_in_globals(), std::back_inserter(without));  // some may stand outside, too
    block.finish(without);
}

std::expected<Outcome, std::vector<config::Diagnostic>> import_file(const Origin& origin, const Files& files) {
    Sources sources;
    Report report{sources};
    const std::vector<Line> lines = read_lines(origin, files, sources, report);
    if (report.failed()) return failed(report);
    const std::vector<Keyword> top = parse(lines, report);
    if (report.failed()) return failed(report);
    Translation to{report};
    translate_globals(top, to);
    read_memberships(top, to);
    translate_trackers(top, to);
    translate_instances(top, to);
    translate_groups(top, to);
    translate_rest(top, to);
    decide_user(to);
    decide_mail(to);
    report.sweep(top);
    if (report.failed()) return failed(report);
    const std::vector<Remark> remarks = report.remarks();
    Outcome outcome;
    outcome.account = to_text(remarks, sources);
    outcome.lines = report.lines();
    outcome.toml = document(to, sources.name(0), outcome.account);
    outcome.missing = static_cast<std::size_t>(std::ranges::count(remarks, Answer::missing, &Remark::answer));
    outcome.instances = to.instance_tables.size();
    return outcome;
}

}  // namespace holdfast::import
