#include "daemon/import/tracking.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"

namespace holdfast::import {

namespace {

struct Weight {
    int weight = 0;
    bool reverse = false;
};

// NAME [weight W] [reverse|noreverse], over what was defined. Holdfast's weights end at 253.
Weight read_weight(const Keyword& entry, Weight weight, Report& report) {
    report.translated(entry);
    for (std::size_t n = 1; n < entry.words.size(); ++n) {
        const std::string_view word = entry.value(n);
        if (word == "reverse") {
            weight.reverse = true;
        } else if (word == "noreverse" || word == "no_reverse") {
            weight.reverse = false;
        } else if (const auto number = word == "weight" ? parse_whole(entry.value(n + 1)) : std::nullopt) {
            weight = {std::clamp(*number, -253, 253), false};
            if (weight.weight != *number) report.note(entry, fmt::format("a weight is -253 to 253, not {}", *number));
            ++n;
        } else {
            report.missing(entry, fmt::format("{} is not understood here", config::in_quotes(word)));
        }
    }
    return weight;
}

// keepalived's "reverse" turns the sign round: -20 is 20 more while it is down. Holdfast's takes what is down for up,
// by which 20 is added.
Weight in_our_words(Weight weight) {
    if (weight.reverse) weight.weight = -weight.weight;
    return weight;
}

std::string entry_text(std::string_view key, const std::string& name, Weight weight, bool always,
                       std::vector<std::string> more = {}) {
    if (weight.weight == 0 && !weight.reverse && !always && more.empty()) return toml_string(name);
    std::vector<std::string> parts{fmt::format("{} = {}", key, toml_string(name))};
    if (weight.weight != 0 || always) parts.push_back(fmt::format("weight = {}", weight.weight));
    if (weight.reverse) parts.emplace_back("reverse = true");
    parts.insert(parts.end(), more.begin(), more.end());
    return inline_table(parts);
}

std::string unknown_tracker(std::string_view definition, const std::string& name, TrackerKind kind,
                            const Translation& to) {
    std::vector<std::string_view> known;
    for (const auto& [key, tracker] : to.trackers) {
        if (key.first == kind) known.push_back(key.second);
    }
    const std::string meant = config::did_you_mean(name, known);
    return fmt::format("there is no {} of this name{}{}", definition, meant.empty() ? "" : ": ", meant);
}

void checks_of(Block& block, std::string_view keyword, std::string_view definition, TrackerKind kind,
               std::vector<std::string>& into, Translation& to, const Tracked& by) {
    for (const Keyword* list : block.all(keyword)) {
        to.report.translated(*list);
        for (const Keyword& entry : list->block) {
            const auto found = to.trackers.find({kind, entry.name()});
            if (found == to.trackers.end()) {
                to.report.missing(entry, unknown_tracker(definition, entry.name(), kind, to));
                continue;
            }
            Tracker& tracker = found->second;
            tracker.tracked = true;
            if (entry.values() == 0) tracker.weight_keyword = nullptr;
            const Weight weight = read_weight(entry, {tracker.weight, tracker.reverse}, to.report);
            const bool number = kind == TrackerKind::file;  // which is multiplied by the weight, in both
            into.push_back(entry_text("check", tracker.check, number ? weight : in_our_words(weight), number));
            if (weight.weight != 0 && by.without_weights) {
                to.report.note(entry,
                               "keepalived leaves out what has a weight in a member of a sync group; here it counts");
            }
        }
    }
}

std::vector<std::string> delays_of(const std::string& interface, Translation& to) {
    const auto found = to.delays.find(interface);
    if (found == to.delays.end()) return {};
    const Delays& delays = found->second;
    to.report.translated(*delays.keyword);
    std::vector<std::string> parts;
    if (delays.down > net::Duration{}) parts.push_back(fmt::format("down_delay = {}", duration_text(delays.down)));
    if (delays.up > net::Duration{}) parts.push_back(fmt::format("up_delay = {}", duration_text(delays.up)));
    return parts;
}

}  // namespace

void translate_tracking(Block& block, Table& into, Translation& to, const Tracked& by) {
    std::vector<std::string> checks, interfaces;
    checks_of(block, "track_script", "vrrp_script", TrackerKind::script, checks, to, by);
    checks_of(block, "track_process", "vrrp_track_process", TrackerKind::process, checks, to, by);
    checks_of(block, "track_file", "track_file", TrackerKind::file, checks, to, by);
    for (const Keyword* list : block.all("track_interface")) {
        to.report.translated(*list);
        for (const Keyword& entry : list->block) {
            const Weight weight = in_our_words(read_weight(entry, {}, to.report));
            if (entry.name() == by.own_interface) {
                to.report.note(entry, "an instance's own interface is tracked anyway, to keepalived too");
                continue;
            }
            interfaces.push_back(entry_text("interface", entry.name(), weight, false, delays_of(entry.name(), to)));
        }
    }
    if (!checks.empty()) into.set("tracks", list(checks));
    if (!interfaces.empty()) into.set("track_interfaces", list(interfaces));
}

}  // namespace holdfast::import
