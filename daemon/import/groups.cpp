// vrrp_sync_group becomes [[group]].
#include <algorithm>

#include <fmt/format.h>

#include "daemon/config/spelling.hpp"
#include "daemon/import/notify.hpp"
#include "daemon/import/tracking.hpp"
#include "daemon/import/translation.hpp"
#include "daemon/import/without.hpp"

namespace holdfast::import {

namespace {

// The words of `group { … }`, which may stand on one line or on many.
struct Member {
    std::string name;
    const Keyword* keyword;
};
std::vector<Member> members_in(const Keyword& group) {
    std::vector<Member> members;
    for (const Keyword& list : group.block) {
        if (list.name() != "group") continue;
        for (const Keyword& line : list.block) {
            for (const Word& word : line.words) members.push_back({word.text, &line});
        }
    }
    return members;
}

std::string no_such_instance(const std::string& name, const Translation& to) {
    std::vector<std::string_view> known;
    for (const auto& [instance, ours] : to.instances) known.push_back(instance);
    const std::string meant = config::did_you_mean(name, known);
    return fmt::format("there is no vrrp_instance {}{}{}", name, meant.empty() ? "" : ": ", meant);
}

std::vector<std::string> translate_members(const Keyword& group, Translation& to) {
    std::vector<std::string> names;
    for (const Member& member : members_in(group)) {
        const auto found = to.instances.find(member.name);
        if (found == to.instances.end()) {
            to.report.missing(*member.keyword, no_such_instance(member.name, to));
            continue;
        }
        to.report.translated(*member.keyword);
        for (const std::string& name : found->second) {
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
    }
    return names;
}

void translate(const Keyword& group, Translation& to) {
    if (group.value().empty()) return to.report.error(group.where, "this vrrp_sync_group has no name");
    translated(group, 2, to.report);
    Table table{"[[group]]"};
    const std::string name = valid_name(group.value());
    if (name != group.value()) {
        to.report.note(group, "a name has letters, digits, dots, hyphens and underscores: " + name);
    }
    const std::vector<std::string> members = translate_members(group, to);
    table.set("name", toml_string(name));
    table.set("instances", list_of_texts(members));
    Block block{group.block, to.report};
    for (const Keyword* list : block.all("group")) to.report.translated(*list);
    translate_tracking(block, table, to, {});
    translate_notify(block, table, to);
    block.finish(without_in_group());
    if (members.empty()) {
        table.disable();
        to.report.missing(group, "a group without instances is none");
    }
    to.group_tables.push_back(std::move(table));
}

}  // namespace

void read_memberships(const std::vector<Keyword>& top, Translation& to) {
    for (const Keyword* group : blocks_of(top, "vrrp_sync_group")) {
        const bool weights =
            std::ranges::find(group->block, "sync_group_tracking_weight", &Keyword::name) != group->block.end();
        for (const Member& member : members_in(*group)) to.memberships[member.name] = {weights};
    }
}

void translate_groups(const std::vector<Keyword>& top, Translation& to) {
    for (const Keyword* group : blocks_of(top, "vrrp_sync_group")) translate(*group, to);
}

}  // namespace holdfast::import
