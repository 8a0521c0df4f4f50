// vrrp_script, vrrp_track_process and track_file become [[check]].
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "daemon/import/command.hpp"
#include "daemon/import/translation.hpp"
#include "daemon/import/without.hpp"

namespace holdfast::import {

namespace {

using namespace std::chrono_literals;

std::string free_name(std::string_view wanted, std::string_view kind, const Translation& to) {
    std::string name = valid_name(wanted);
    const auto taken = [&](const auto& tracker) { return tracker.second.check == name; };
    if (std::ranges::any_of(to.trackers, taken)) name = fmt::format("{}-{}", kind, name);
    return name;
}

// weight W [reverse]
void read_weight(Block& block, int most, Tracker& into) {
    const Keyword* keyword = block.last("weight");
    if (keyword == nullptr) return;
    const std::optional<int> weight = parse_whole(keyword->value());
    if (!weight || *weight < -most || *weight > most) {
        block.report().error(keyword->where_of(1), fmt::format("a weight is a whole number from -{0} to {0}", most));
        return;
    }
    const int before = into.weight;
    into.weight = std::clamp(*weight, -253, 253);
    into.reverse = keyword->value(2) == "reverse";
    translated(*keyword, into.reverse ? 3 : 2, block.report());
    if (into.weight == before && !into.reverse) block.report().standard(*keyword);
    into.weight_keyword = keyword;
    if (into.weight != *weight) block.report().note(*keyword, "a weight is -253 to 253");
}

void read_times(Block& block, Tracker& into) {
    net::Duration interval = 1s;
    if (const Keyword* keyword = block.last("interval")) {
        interval = seconds(*keyword, 10ms, 24h, block.report()).value_or(interval);
        if (interval == 1s) block.report().standard(*keyword);
    }
    if (interval != 1s) into.table.set("interval", duration_text(interval));
    const Keyword* keyword = block.last("timeout");
    const auto timeout = keyword != nullptr ? seconds(*keyword, 1ms, 24h, block.report()) : std::nullopt;
    if (!timeout) return;
    if (*timeout < interval) into.table.set("timeout", duration_text(*timeout));
    if (*timeout == interval) block.report().standard(*keyword);
    if (*timeout > interval) {
        block.report().note(*keyword, "a check never runs twice at once, so its time limit is the interval");
    }
}

// keepalived counts to one where nothing is said; Holdfast to three failures and two successes.
void read_counts(Block& block, Tracker& into) {
    for (const auto& [name, ours] : {std::pair{"fall", 3}, std::pair{"rise", 2}}) {
        const Keyword* keyword = block.last(name);
        const int count = keyword != nullptr ? whole_number(*keyword, 1, 1000, block.report()).value_or(1) : 1;
        if (count != ours) into.table.set(name, fmt::to_string(count));
        if (keyword != nullptr && count == 1) block.report().standard(*keyword);
    }
}

void read_script(Block& block, Tracker& into, Translation& to) {
    const Keyword* keyword = block.last("script");
    const Command command = keyword != nullptr ? command_of(*keyword, true) : Command{};
    if (command.argv.empty()) return;
    to.report.translated(*keyword);
    std::string why;
    if (!command.process.empty()) {
        why =
            fmt::format("without a program each time: type = \"process\", process = {}", toml_string(command.process));
    } else if (command.by_shell) {
        why = "a shell reads this, as with keepalived";
    }
    into.table.set("command", list_of_texts(command.argv), why);
    if (command.looks_like_shell) {
        to.report.note(*keyword, "no shell reads this, here as in keepalived: [\"/bin/sh\", \"-c\", \"…\"] would");
    }
    to.uses_scripts = true;
}

void read_user(Block& block, Tracker& into) {
    const Keyword* keyword = block.last("user");
    if (keyword == nullptr) return;
    into.table.set("user", toml_string(keyword->value()));
    block.report().translated(*keyword);
    if (keyword->values() > 1) block.report().note(*keyword, "scripts run with their user's own groups");
}

void script(Block& block, Tracker& into, Translation& to) {
    into.table.set("type", toml_string("script"));
    read_script(block, into, to);
    read_user(block, into);
    read_times(block, into);
    read_counts(block, into);
    read_weight(block, 253, into);
    if (const Keyword* keyword = block.last("init_fail")) {
        into.table.set("start", toml_string("down"));
        translated(*keyword, 1, to.report);
    }
}

void process(Block& block, Tracker& into, Translation& to) {
    into.weight = 1;
    into.table.set("type", toml_string("process"));
    const Keyword* full = block.last("full_command");
    const Keyword* keyword = block.last("process");
    if (keyword != nullptr && !keyword->value().empty()) {
        std::string name{keyword->value()};
        for (std::size_t n = 2; full != nullptr && n < keyword->words.size(); ++n) name += ' ' + keyword->words[n].text;
        if (full == nullptr) name.erase(0, name.rfind('/') + 1);
        into.table.set("process", toml_string(name));
        to.report.translated(*keyword);
        if (full == nullptr && keyword->values() > 1) {
            to.report.missing(*keyword,
                              "the name of the process is compared, not its arguments; full_command = true would");
        }
    }
    if (full != nullptr) {
        into.table.set("full_command", "true");
        translated(*full, 1, to.report);
    }
    if (const Keyword* quorum = block.last("quorum")) {
        const int count = whole_number(*quorum, 1, 65535, to.report).value_or(1);
        if (count != 1) into.table.set("count", fmt::to_string(count));
        if (count == 1) to.report.standard(*quorum);
    }
    read_weight(block, 254, into);
    into.table.set("fall", "1");
    into.table.set("rise", "1");
}

void file(Block& block, Tracker& into, Translation& to) {
    into.weight = 1;
    into.table.set("type", toml_string("file"));
    if (const Keyword* keyword = block.last("file")) {
        if (const auto path = text(*keyword, to.report)) into.table.set("path", toml_string(*path));
    }
    into.table.set("fall", "1");
    into.table.set("rise", "1");
    read_weight(block, 2'147'483'647, into);
}

struct Form {
    const char* keyword;
    const char* needs;
    TrackerKind kind;
    const char* prefix;
    void (*read)(Block&, Tracker&, Translation&);
};
constexpr Form forms[] = {
    {"vrrp_script", "script", TrackerKind::script, "script", script},
    {"vrrp_track_process", "process", TrackerKind::process, "process", process},
    {"vrrp_track_file", "file", TrackerKind::file, "file", file},
    {"track_file", "file", TrackerKind::file, "file", file},
};

void define(const Keyword& keyword, const Form& form, Translation& to) {
    if (keyword.value().empty()) {
        return to.report.error(keyword.where, fmt::format("this {} has no name", keyword.name()));
    }
    const std::pair key{form.kind, std::string{keyword.value()}};
    if (to.trackers.contains(key)) {
        return to.report.missing(keyword, "there is one of this name already, which keepalived takes");
    }
    translated(keyword, 2, to.report);
    Tracker tracker{.check = free_name(key.second, form.prefix, to)};
    tracker.table.set("name", toml_string(tracker.check));
    Block block{keyword.block, to.report};
    if (block.last(form.needs) == nullptr) {
        to.report.error(keyword.where, fmt::format("this {} has no {}", keyword.name(), form.needs));
    }
    form.read(block, tracker, to);
    block.finish(without_in_tracker());
    to.trackers.emplace(key, std::move(tracker));
    to.tracker_order.push_back(key);
}

}  // namespace

void translate_trackers(const std::vector<Keyword>& top, Translation& to) {
    for (const Keyword& keyword : top) {
        for (const Form& form : forms) {
            if (keyword.name() == form.keyword) define(keyword, form, to);
        }
    }
}

}  // namespace holdfast::import
