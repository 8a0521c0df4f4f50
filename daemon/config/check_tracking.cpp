#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/spelling.hpp"

namespace holdfast::config {

namespace {

// Tells of the second use of a name. `what`: "check".
template <class Drafts>
void check_names(const Drafts& drafts, std::string_view what, Problems& problems) {
    std::map<std::string, std::uint32_t> lines;
    for (const auto& draft : drafts) {
        if (draft.settings.name.empty()) continue;
        const Place place = draft.written.place("name");
        const auto [first, fresh] = lines.try_emplace(draft.settings.name, place.line);
        if (fresh) continue;
        problems.error(place, fmt::format("the name {} is taken by the {} of line {}", in_quotes(draft.settings.name),
                                          what, first->second));
    }
}

template <class Drafts>
std::vector<std::string_view> names_of(const Drafts& drafts) {
    std::vector<std::string_view> names;
    for (const auto& draft : drafts) names.push_back(draft.settings.name);
    return names;
}

// Each tracked check exists, and is tracked once.
void check_tracks(const engine::Tracking& tracking, const Written& written, const std::vector<std::string_view>& checks,
                  Problems& problems) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < tracking.checks.size(); ++i) {
        const std::string& name = tracking.checks[i].check;
        const Place place = written.place("tracks", i);
        if (std::ranges::find(checks, name) == checks.end()) {
            problems.error(place, "there is no [[check]] of the name " + in_quotes(name), did_you_mean(name, checks));
        } else if (!seen.insert(name).second) {
            problems.error(place, in_quotes(name) + " is tracked twice");
        }
    }
    std::set<std::string_view> interfaces;
    for (std::size_t i = 0; i < tracking.interfaces.size(); ++i) {
        const std::string& name = tracking.interfaces[i].interface;
        if (interfaces.insert(name).second) continue;
        problems.error(written.place("track_interfaces", i), in_quotes(name) + " is tracked twice");
    }
}

void check_members(const std::vector<GroupDraft>& groups, const std::vector<Draft>& instances, Problems& problems) {
    const std::vector<std::string_view> names = names_of(instances);
    std::map<std::string_view, std::string_view> group_of;
    for (const GroupDraft& group : groups) {
        for (std::size_t i = 0; i < group.settings.instances.size(); ++i) {
            const std::string& member = group.settings.instances[i];
            const Place place = group.written.place("instances", i);
            if (std::ranges::find(names, member) == names.end()) {
                problems.error(place, "there is no [[instance]] of the name " + in_quotes(member),
                               did_you_mean(member, names));
                continue;
            }
            const auto [first, fresh] = group_of.try_emplace(member, group.settings.name);
            if (fresh) continue;
            problems.error(place, fmt::format("{} moves with the group {} already", in_quotes(member),
                                              in_quotes(std::string{first->second})));
        }
    }
}

void check_preemption(const Draft& draft, Problems& problems) {
    const engine::InstanceSettings& s = draft.settings;
    if (s.preempt) return;
    if (s.preempt_delay > net::Duration{}) {
        problems.error(draft.written.place("preempt_delay"), "without preempt there is nothing to delay",
                       "leave out preempt_delay, or set preempt = true");
    }
    if (s.priority.is_owner()) {
        problems.error(draft.written.place("preempt"), "an owner (priority 255) always preempts (RFC 9568 §6.4.2)",
                       "set priority = 254, or leave out preempt");
    }
}

}  // namespace

void weigh_files(engine::Tracking& tracking, const std::set<std::string>& unweighted,
                 const std::vector<CheckDraft>& checks) {
    for (engine::TrackedCheck& tracked : tracking.checks) {
        const auto is_meant = [&](const CheckDraft& draft) {
            return draft.settings.name == tracked.check &&
                   std::holds_alternative<checks::FileCheck>(draft.settings.kind);
        };
        if (unweighted.contains(tracked.check) && std::ranges::any_of(checks, is_meant)) tracked.weight = 1;
    }
}

void check_tracking(const std::vector<Draft>& instances, const std::vector<GroupDraft>& groups,
                    const std::vector<CheckDraft>& checks, Problems& problems) {
    check_names(checks, "check", problems);
    check_names(groups, "group", problems);
    const std::vector<std::string_view> names = names_of(checks);
    for (const Draft& draft : instances) {
        check_tracks(draft.settings.tracking, draft.written, names, problems);
        check_preemption(draft, problems);
    }
    for (const GroupDraft& draft : groups) check_tracks(draft.settings.tracking, draft.written, names, problems);
    check_members(groups, instances, problems);
}

}  // namespace holdfast::config
